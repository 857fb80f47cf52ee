using System.Collections.Immutable;
using Pushy.Contracts.Signing;
using Pushy.Server.Directories;
using Pushy.Server.Gateway;
using Pushy.Server.Limits;
using Pushy.Server.Sessions;

namespace Pushy.Server.SignIn;

/// <summary>Step 7: organization, principal, signature or token, in the order of authn-authz.md §4.</summary>
public sealed class Authenticator(IDirectory directory, Accounts accounts, Tokens tokens, WebSessions sessions, KeyRing keys, SuspectTurns turns, TimeProvider clock)
{
    /// <summary>Null when proven; then the context knows organization and requestor.</summary>
    public async ValueTask<Refusal?> Authenticate(RequestContext context, Credentials credentials)
    {
        ArgumentNullException.ThrowIfNull(context);

        if (!context.Values.TryGetValue("org", out var name))
            return await WithoutOrganization(context, credentials);
        if (await directory.FindOrganization(name, context.Aborted) is not { } organization)
            return Refusal.NoSuchOrganization(name);
        context.Organization = organization;
        if (context.Route.Permission.ManagesDirectory() && credentials is Credentials.Signature { Headers: var own } && await IsSuperuser(context, own))
            return null;
        return credentials switch
        {
            Credentials.Signature { Headers: var headers } => await BySignature(context, headers),
            Credentials.Token { Hash: var hash } => await ByToken(context, hash),
            Credentials.Session { Hash: var hash } => await BySession(context, hash),
            _ => throw new InvalidOperationException("faulty credentials were answered before"),
        };
    }

    private async ValueTask<Refusal?> BySignature(RequestContext context, SignedHeaders headers)
    {
        var name = headers.UserId;
        if (await directory.FindPrincipals(context.Organization, name, context.Aborted) is not { } principals)
            return Refusal.NoSuchOrganization(context.Organization.Name);
        if (principals.IsEmpty)
            return Refusal.UnknownName(name);
        if (!principals.Any(principal => principal.IsMember))
            return Refusal.NotAssociated(name, context.Organization.Name);

        var digest = headers.Digest(context.Body.Span);
        foreach (var principal in principals.Where(one => one.IsMember))
        {
            if (await ProofOf(principal.Keys, context, headers, digest) is not { } proof)
                continue;
            context.Requestor = new Requestor(name, principal.Type)
            {
                PublicKeyPem = proof.PublicKeyPem,
                IsNode = principal.IsNode,
                Born = principal.Born,
                MayChangeRights = true,
            };
            return null;
        }

        return Refusal.BadSignature(name);
    }

    /// <summary>Users and organizations are above any organization: who manages them signs in as a user, by a key.</summary>
    private async ValueTask<Refusal?> WithoutOrganization(RequestContext context, Credentials credentials)
    {
        if (credentials is not Credentials.Signature { Headers: var headers })
            return Refusal.TokenIsForOrganization;
        if (await accounts.Find(headers.UserId, context.Aborted) is not { } account)
            return Refusal.UnknownName(headers.UserId);
        if (await ProofOf(account.Keys, context, headers, headers.Digest(context.Body.Span)) is null)
            return Refusal.BadSignature(headers.UserId);
        context.Requestor = new Requestor(headers.UserId, PrincipalType.User) { IsSuperuser = account.IsSuperuser, MayChangeRights = true };
        return null;
    }

    /// <summary>A superuser manages organizations without belonging to them. Whoever is none, or has not proven it, is judged as everywhere else.</summary>
    private async ValueTask<bool> IsSuperuser(RequestContext context, SignedHeaders headers)
    {
        if (await accounts.Find(headers.UserId, context.Aborted) is not { IsSuperuser: true, Keys: var own }
            || await ProofOf(own, context, headers, headers.Digest(context.Body.Span)) is null)
        {
            return false;
        }

        context.Requestor = new Requestor(headers.UserId, PrincipalType.User) { IsSuperuser = true, MayChangeRights = true };
        return true;
    }

    /// <summary>The key that signed; null if none of these did.</summary>
    private async ValueTask<PrincipalKey?> ProofOf(ImmutableArray<PrincipalKey> all, RequestContext context, SignedHeaders headers, BodyDigest digest)
    {
        using var turn = await turns.Take(context);
        var now = clock.GetUtcNow();
        return all.FirstOrDefault(key => (key.ExpiresAt is not { } end || now < end) && Proves(key, context, headers, digest));
    }

    /// <summary>One unusable key does not take the others' right.</summary>
    private bool Proves(PrincipalKey key, RequestContext context, SignedHeaders headers, BodyDigest digest) =>
        keys.TryGet(key.PublicKeyPem, out var ready) && headers.Verify(ready, context.Http.Request.Method, context.Path.Target, digest);

    private async ValueTask<Refusal?> ByToken(RequestContext context, string hash)
    {
        var token = await tokens.Find(hash, context.Aborted);
        if (token is null || token.OrgId != context.Organization.Id || clock.GetUtcNow() >= token.ExpiresAt)
            return Refusal.BadToken;
        if (await directory.FindPrincipals(context.Organization, token.UserName, context.Aborted) is not { } principals)
            return Refusal.NoSuchOrganization(context.Organization.Name);
        if (principals.FirstOrDefault(one => one is { Type: PrincipalType.User, IsMember: true }) is not { } user)
            return Refusal.NotAssociated(token.UserName, context.Organization.Name);
        context.Requestor = new Requestor(token.UserName, PrincipalType.User, ReadOnly: token.Scope == TokenScope.Read, token.Label)
        {
            TokenHash = hash,
            Born = user.Born,
            MayChangeRights = token.Scope == TokenScope.Admin,
        };
        return null;
    }

    /// <summary>A session ends with what stands behind it: its token, and its user's place in the organization.</summary>
    private async ValueTask<Refusal?> BySession(RequestContext context, string hash)
    {
        if (await sessions.Find(hash, context.Aborted) is not { } session)
            return Refusal.NotSignedIn;
        if (session.OrgId != context.Organization.Id)
            return Refusal.SessionElsewhere(session.OrgName);
        Token? token = null;
        if (session.TokenHash is { } behind && ((token = await tokens.Find(behind, context.Aborted)) is null || clock.GetUtcNow() >= token.ExpiresAt))
            return Refusal.NotSignedIn;
        if (await directory.FindPrincipals(context.Organization, session.User, context.Aborted) is not { } principals)
            return Refusal.NoSuchOrganization(context.Organization.Name);
        if (principals.FirstOrDefault(one => one is { Type: PrincipalType.User, IsMember: true }) is not { } user)
            return Refusal.NotSignedIn;
        context.Requestor = new Requestor(session.User, PrincipalType.User, ReadOnly: session.Scope == TokenScope.Read, token is null ? "web" : $"web, {token.Label}") { Born = user.Born };
        return null;
    }
}
