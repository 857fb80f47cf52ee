using Pushy.Contracts.Tokens;
using Pushy.Server.Configuration;
using Pushy.Server.Directories;
using Pushy.Server.Gateway;
using Pushy.Server.SignIn;

namespace Pushy.Server.Sessions;

/// <summary><c>POST …/pushy/login_links</c>: who is signed in here gets a browser signed in, with the same rights.</summary>
internal sealed class LoginLinkRoutes(WebLinks links, WebOptions options)
{
    public void Map(RouteTable routes) => routes.Map(
        new Route("POST", "/organizations/{org}/pushy/login_links", Answer.JsonType, Permission.Member, Create) { Action = "login-link.create", ReadersMay = true });

    private async ValueTask<Answer> Create(RequestContext context)
    {
        if (!options.Enabled)
            return Refusal.NoPages;
        var requestor = context.Requestor;
        if (requestor.Type != PrincipalType.User)
            return Refusal.LinksAreForUsers;
        var scope = requestor.ReadOnly ? TokenScope.Read : TokenScope.Write;
        var link = await links.Make(new WebIdentity(context.Organization.Id, context.Organization.Name, requestor.Name, scope, requestor.TokenHash), context.Aborted);
        var server = options.Url.Length > 0 ? options.Url : PublicUri.Of(context.Http.Request);
        return Answer.Json(new LoginLinkDocument(link.At(server), link.ExpiresAt), TokenContext.Wire.LoginLinkDocument, status: 201);
    }
}
