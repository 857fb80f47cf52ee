using Pushy.Server.Gateway;

namespace Pushy.Server.Directories.Rest;

/// <summary><c>/organizations/ORG/principals/NAME</c>: the user and the client of a name with their keys, in the form of API version 1.</summary>
internal sealed class PrincipalRoutes(EmbeddedDirectory directory, TimeProvider clock)
{
    private const string Version = """{"min_version":"1","max_version":"1","request_version":"1","response_version":"1"}""";

    public IEnumerable<Route> Routes() =>
        [new("GET", "/organizations/{org}/principals/{name}", Answer.JsonType, Permission.OrganizationMember, Show)];

    private async ValueTask<Answer> Show(RequestContext context)
    {
        var now = clock.GetUtcNow();
        var found = await directory.FindPrincipals(context.Organization, context.Values["name"], context.Aborted) ?? [];
        context.Http.Response.Headers[Contracts.Signing.OpsHeaders.ServerApiVersion] = Version;
        if (found.IsEmpty)
        {
            return Answer.Json(
                new PrincipalMissing("principal", ["there is no such user or client"]), DirectoryJson.Wire.PrincipalMissing, status: 404);
        }

        var entries = found.SelectMany(principal => principal.Keys
            .Where(key => key.ExpiresAt is not { } end || now < end)
            .Select(key => new PrincipalEntry(
                principal.Name, principal.Type == PrincipalType.User ? "user" : "client", key.PublicKeyPem, principal.IsMember)));
        return Answer.Json(new PrincipalList([.. entries]), DirectoryJson.Wire.PrincipalList);
    }
}
