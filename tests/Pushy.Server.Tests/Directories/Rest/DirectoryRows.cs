using LinqToDB.Data;
using Microsoft.Extensions.DependencyInjection;
using Pushy.Server.Directories;
using Pushy.Server.Storage;

namespace Pushy.Server.Tests.Directories.Rest;

/// <summary>Rows for tests with more entries than are made one by one in a test's time.</summary>
internal static class DirectoryRows
{
    public static async Task<Organization> GetOrganization(this IServiceProvider services, string name) =>
        (await services.GetRequiredService<IDirectory>().FindOrganization(name, default))!;

    public static async Task InsertClients(this IServiceProvider services, Organization organization, IEnumerable<string> names)
    {
        await using var data = services.GetRequiredService<Database>().Open();
        await data.Clients.BulkCopyAsync(names.Select(name => new ClientRow { OrgGuid = organization.Id, Name = name, IsNode = true, CreatedAt = 0 }));
    }
}
