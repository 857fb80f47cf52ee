using LinqToDB.Async;
using Pushy.Server.Storage;

namespace Pushy.Server.Sessions;

/// <summary>Names of organizations of the embedded directory by their GUID, which is what tokens know.</summary>
public sealed class OrganizationNames(Database database)
{
    /// <summary>Null when there is no such organization.</summary>
    public async Task<string?> Find(string id, CancellationToken ct)
    {
        await using var data = database.Open();
        return (await data.Organizations.FirstOrDefaultAsync(one => one.Id == id, ct))?.Name;
    }
}
