using LinqToDB.Async;
using Pushy.Server.Standings;
using Pushy.Server.Storage;

namespace Pushy.Server.Directories;

/// <summary>Changes to the embedded directory, each one transaction: all of it or nothing.</summary>
public sealed class DirectoryTransaction(Database database, DirectoryVersion version)
{
    private static readonly AdminRefusal Conflict = new("it was changed by somebody else at the same time, try again", AdminProblem.Conflict);

    /// <summary>Tries of a change that what others commit meanwhile keeps breaking, as when an organization goes while it is filled.</summary>
    private const int MostTries = 10;

    /// <param name="act">The change; a refusal of it takes all back. It may be asked several times.</param>
    /// <param name="ifDuplicate">What to say when a row of the same name is there; null: it cannot be.</param>
    /// <param name="ct">Ends the change before it is made.</param>
    public async Task<AdminRefusal?> Change(Func<PushyData, Task<AdminRefusal?>> act, string? ifDuplicate, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(act);

        for (var tries = 1; tries < MostTries; tries++)
        {
            if (await TryChange(act, ifDuplicate, ct) is var outcome && outcome != Conflict)
                return outcome;
        }

        return await TryChange(act, ifDuplicate, ct);
    }

    private async Task<AdminRefusal?> TryChange(Func<PushyData, Task<AdminRefusal?>> act, string? ifDuplicate, CancellationToken ct)
    {
        try
        {
            await using var data = database.Open();
            await using var transaction = await data.BeginTransactionAsync(ct);
            if (await act(data) is { } refusal)
                return refusal;
            await DirectoryStamp.MoveOn(data, ct);
            await transaction.CommitAsync(ct);
            version.MoveOn();
            return null;
        }
        catch (Exception e) when (ifDuplicate is not null && StorageFaults.IsDuplicate(e))
        {
            return new AdminRefusal(ifDuplicate, AdminProblem.Exists);
        }
        catch (Exception e) when (StorageFaults.IsBrokenReference(e))
        {
            return Conflict;
        }
    }

    /// <summary>A change in an organization.</summary>
    /// <param name="organization">Its name.</param>
    /// <param name="act">The change; it gets the organization's GUID.</param>
    /// <param name="ifDuplicate">As for the other overload.</param>
    /// <param name="ct">Ends the change before it is made.</param>
    public Task<AdminRefusal?> Change(
        string organization, Func<PushyData, string, Task<AdminRefusal?>> act, string? ifDuplicate, CancellationToken ct) =>
        Change(async data => await IdOf(data, organization, ct) is { } org ? await act(data, org) : AdminRefusal.NoOrganization(organization), ifDuplicate, ct);

    private static async Task<string?> IdOf(PushyData data, string name, CancellationToken ct) =>
        EntryName.ProblemOfOrganization(name) is null
            ? await data.Organizations.Where(one => one.Name == name).Select(one => one.Id).FirstOrDefaultAsync(ct)
            : null;
}
