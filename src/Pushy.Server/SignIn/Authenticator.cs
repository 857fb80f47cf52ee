using Pushy.Contracts.Signing;
using Pushy.Server.Directories;
using Pushy.Server.Gateway;

namespace Pushy.Server.SignIn;

/// <summary>Step 7: organization, principal, signature or token, in the order of authn-authz.md §4.</summary>
public sealed class Authenticator(IDirectory directory, Tokens tokens, KeyRing keys, TimeProvider clock)
{
    /// <summary>Null when proven; then the context knows organization and requestor.</summary>
    public async ValueTask<Refusal?> Authenticate(RequestContext context, Credentials credentials)
    {
        ArgumentNullException.ThrowIfNull(context);

        var name = context.Values["org"];
        if (await directory.FindOrganization(name, context.Aborted) is not { } organization)
            return Refusal.NoSuchOrganization(name);
        context.Organization = organization;
        return credentials switch
        {
            Credentials.Signature { Headers: var headers } => await BySignature(context, headers),
            Credentials.Token { Hash: var hash } => await ByToken(context, hash),
            _ => throw new InvalidOperationException("faulty credentials were answered before"),
        };
    }

    private async ValueTask<Refusal?> BySignature(RequestContext context, SignedHeaders headers)
    {
        var name = headers.UserId;
        var principals = await directory.FindPrincipals(context.Organization, name, context.Aborted);
        if (principals.IsEmpty)
            return Refusal.UnknownName(name);
        if (!principals.Any(principal => principal.IsMember))
            return Refusal.NotAssociated(name, context.Organization.Name);

        var digest = headers.Digest(context.Body.Span);
        var now = clock.GetUtcNow();
        foreach (var principal in principals.Where(one => one.IsMember))
        {
            if (principal.Keys.FirstOrDefault(key => (key.ExpiresAt is not { } end || now < end) && Proves(key, context, headers, digest)) is not { } proof)
                continue;
            context.Requestor = new Requestor(name, principal.Type) { PublicKeyPem = proof.PublicKeyPem };
            return null;
        }

        return Refusal.BadSignature(name);
    }

    /// <summary>One unusable key does not take the others' right.</summary>
    private bool Proves(PrincipalKey key, RequestContext context, SignedHeaders headers, BodyDigest digest) =>
        keys.TryGet(key.PublicKeyPem, out var ready) && headers.Verify(ready, context.Http.Request.Method, context.Path.Target, digest);

    private async ValueTask<Refusal?> ByToken(RequestContext context, string hash)
    {
        var token = await tokens.Find(hash, context.Aborted);
        if (token is null || token.OrgId != context.Organization.Id || clock.GetUtcNow() >= token.ExpiresAt)
            return Refusal.BadToken;
        var principals = await directory.FindPrincipals(context.Organization, token.UserName, context.Aborted);
        if (!principals.Any(one => one is { Type: PrincipalType.User, IsMember: true }))
            return Refusal.NotAssociated(token.UserName, context.Organization.Name);
        context.Requestor = new Requestor(token.UserName, PrincipalType.User, ReadOnly: token.Scope == TokenScope.Read, token.Label);
        return null;
    }
}
