using LinqToDB.Async;
using Pushy.Domain.Standings;
using Pushy.Server.Directories;
using Pushy.Server.Gateway;
using Pushy.Server.Sessions;
using Pushy.Server.SignIn;
using Pushy.Server.Storage;

namespace Pushy.Server.Standings;

/// <summary>What one look at a standing came to.</summary>
/// <param name="End">Why it has ended, for the code and for people; null: it has not.</param>
/// <param name="ProofEndsAt">When its proof ends; null: never.</param>
internal sealed record StandingFinding((StandingEnd Why, string Words)? End, DateTimeOffset? ProofEndsAt);

/// <summary>Asks the directory about standings: the embedded one itself, not what was remembered of it; a Chef Infra Server through its cache, for each question costs requests.</summary>
internal sealed class StandingCheck(IDirectory source, RuleBook rules, WebSessions sessions, Database database, TimeProvider clock)
{
    /// <summary>A fresh look, for as many standings as there are.</summary>
    public Round Begin() => new(this, new RoundDirectory(source));

    /// <summary>One round: what many standings share is asked for once.</summary>
    public sealed class Round(StandingCheck check, RoundDirectory directory)
    {
        private readonly Permissions _permissions = new(directory, check.Rules);

        /// <exception cref="DirectoryUnavailableException">It cannot be known.</exception>
        public async Task<StandingFinding> Look(Standing standing, CancellationToken ct)
        {
            var context = standing.Context;
            var (hasOrganization, isMember, hasProof) = (false, false, false);
            DateTimeOffset? proofEnds = null;
            Refusal? refused = null;
            if (await directory.FindOrganization(context.Organization.Name, ct) is { } organization && organization.Id == context.Organization.Id
                && await directory.FindPrincipals(organization, context.Requestor.Name, ct) is { } principals)
            {
                hasOrganization = true;
                if (principals.FirstOrDefault(one => one.Type == context.Requestor.Type && one.IsMember && one.Born == context.Requestor.Born) is { } principal)
                {
                    isMember = true;
                    (hasProof, proofEnds) = await check.FindProof(standing, principal, ct);
                    refused = hasProof ? await _permissions.Check(context) : null;
                }
            }

            var end = StandingRule.Decide(new StandingFacts(hasOrganization, isMember, hasProof, proofEnds, refused is null), check.Now);
            return new StandingFinding(end is { } why ? (why, Words(why, standing, refused)) : null, proofEnds);
        }
    }

    private RuleBook Rules => rules;

    private DateTimeOffset Now => clock.GetUtcNow();

    private async Task<(bool Has, DateTimeOffset? EndsAt)> FindProof(Standing standing, Principal principal, CancellationToken ct)
    {
        switch (standing.Given)
        {
            case Credentials.Token { Hash: var hash }:
                return await FindToken(hash, standing, ct);
            case Credentials.Session { Hash: var hash }:
                // Counts as use of the session: a page that is looked at keeps it alive.
                if (await sessions.Find(hash, ct) is not { } session)
                    return (false, null);
                return session.TokenHash is { } behind ? await FindToken(behind, standing, ct) : (true, null);
            default:
                var own = principal.Keys.Where(key => key.PublicKeyPem == standing.Context.Requestor.PublicKeyPem).ToList();
                return (own.Count > 0, own.Any(key => key.ExpiresAt is null) ? null : own.Max(key => key.ExpiresAt));
        }
    }

    private async Task<(bool Has, DateTimeOffset? EndsAt)> FindToken(string hash, Standing standing, CancellationToken ct)
    {
        await using var data = database.Open();
        var (org, user) = (standing.Context.Organization.Id, standing.Context.Requestor.Name);
        var row = await data.Tokens.FirstOrDefaultAsync(one => one.Hash == hash && one.OrgGuid == org && one.UserName == user && one.RevokedAt == null, ct);
        return row is null ? (false, null) : (true, StoredTime.FromStored(row.ExpiresAt));
    }

    private static string Words(StandingEnd end, Standing standing, Refusal? refused)
    {
        var name = standing.Context.Requestor.Name;
        var proof = standing.Given switch
        {
            Credentials.Token => "token",
            Credentials.Session => "session",
            _ => "key",
        };
        return end switch
        {
            StandingEnd.OrganizationGone => "the organization was deleted",
            StandingEnd.PrincipalGone => $"'{name}' does not belong to the organization any more",
            StandingEnd.ProofGone when proof == "session" => "the session has ended",
            StandingEnd.ProofGone when proof == "token" => "the token that opened this was revoked",
            StandingEnd.ProofGone => "the key that opened this was removed",
            StandingEnd.ProofExpired => $"the {(proof == "session" ? "token behind this session" : proof + " that opened this")} has expired",
            StandingEnd.NotPermitted => refused?.Text ?? "it is not permitted any more",
            _ => throw new InvalidOperationException($"no such end: {end}"),
        };
    }
}
