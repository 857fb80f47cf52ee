using LinqToDB;
using LinqToDB.Async;
using Pushy.Server.Directories;
using Pushy.Server.SignIn;
using Pushy.Server.Storage;

namespace Pushy.Server.Joining;

public enum JoinOutcome
{
    Joined,
    BadToken,
    NameTaken,
}

/// <summary>Takes a machine in as a node, for one use of a join token. Both or neither happens.</summary>
public sealed class Enrolment(Database database, TimeProvider clock)
{
    /// <param name="organization">Where to.</param>
    /// <param name="tokenHash">Of the join token.</param>
    /// <param name="node">An allowed name.</param>
    /// <param name="publicKeyPem">As <c>PublicKeyPem.Write</c> writes it, so that equal keys are equal texts.</param>
    /// <param name="ct">Ends when the client goes away.</param>
    public async Task<JoinOutcome> Join(Organization organization, string tokenHash, string node, string publicKeyPem, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(organization);

        // Asked without a transaction first: with SQLite those wait for each other, and whoever guesses tokens must keep nobody waiting.
        await using (var data = database.Open())
        {
            if (!await IsGood(data, organization.Id, tokenHash, ct))
                return JoinOutcome.BadToken;
        }

        try
        {
            return await TryJoin(organization.Id, tokenHash, node, publicKeyPem, ct);
        }
        catch (Exception e) when (StorageFaults.IsDuplicate(e))
        {
            // Somebody enrolled that name between our look and our insert; now it can be seen whose key it has.
            return await TryJoin(organization.Id, tokenHash, node, publicKeyPem, ct);
        }
    }

    private Task<bool> IsGood(PushyData data, string org, string tokenHash, CancellationToken ct)
    {
        var now = clock.GetUtcNow().ToStored();
        return data.JoinTokens.AnyAsync(token => token.Hash == tokenHash && token.OrgGuid == org && token.ExpiresAt > now && token.RevokedAt == null, ct);
    }

    private async Task<JoinOutcome> TryJoin(string org, string tokenHash, string node, string publicKeyPem, CancellationToken ct)
    {
        await using var data = database.Open();
        await using var transaction = await data.BeginTransactionAsync(ct);
        if (!await IsGood(data, org, tokenHash, ct))
            return JoinOutcome.BadToken;

        if (await data.Clients.AnyAsync(client => client.OrgGuid == org && client.Name == node, ct))
        {
            // The reply to the first try may have been lost: the same key is welcome again, and costs no use.
            var same = await data.ClientKeys
                .AnyAsync(key => key.OrgGuid == org && key.ClientName == node && key.PublicKeyPem == publicKeyPem, ct);
            return same ? JoinOutcome.Joined : JoinOutcome.NameTaken;
        }

        var used = await data.JoinTokens
            .Where(token => token.Hash == tokenHash && token.UsesLeft > 0)
            .Set(token => token.UsesLeft, token => token.UsesLeft - 1)
            .UpdateAsync(ct);
        if (used == 0)
            return JoinOutcome.BadToken;
        await DirectoryAdmin.InsertClient(data, org, node, publicKeyPem, isNode: true, clock, ct);
        await TokenUses.Record(data, tokenHash, org, JoinTokens.Joined, node, clock.GetUtcNow(), ct);
        await transaction.CommitAsync(ct);
        return JoinOutcome.Joined;
    }
}
