using Pushy.Contracts.Audit;
using Pushy.Server.Audit;
using Pushy.Server.Configuration;
using Pushy.Server.Directories;
using Pushy.Server.Gateway;
using Pushy.Server.Pages.Frame;
using Pushy.Server.Sessions;
using Pushy.Server.SignIn;

namespace Pushy.Server.Pages.SigningIn;

/// <summary>A browser's way in, with a token or a one-time link, and out.</summary>
internal sealed class SignInRoutes(
    PageRenderer pages, WebSessions sessions, WebLinks links, Tokens tokens, OrganizationNames organizations, IDirectory directory, WebOptions options, TimeProvider clock)
{
    private const string Action = "sign-in";

    public void Map(RouteTable routes)
    {
        Map(routes, "GET", PageUrls.Root, Start, null);
        Map(routes, "GET", PageUrls.SignIn, context => pages.Show<SignInPage, SignInModel>(context, "Sign in", PageSection.None, SignInModel.First(context)), null);
        Map(routes, "POST", PageUrls.SignIn, ByToken, Action);
        Map(routes, "POST", PageUrls.SignOut, SignOut, "sign-out");
        Map(routes, "GET", WebLinks.Path, ShowLink, null);
        Map(routes, "POST", WebLinks.Path, ByLink, Action);
        routes.Map(new Route("GET", "/ui/{org}", null, Permission.Member, context => ValueTask.FromResult<Answer>(new Answer.Redirect(PageUrls.Jobs(context.Organization.Name)))) { IsPage = true });
    }

    private static void Map(RouteTable routes, string method, string pattern, Func<RequestContext, ValueTask<Answer>> handler, string? action) =>
        routes.Map(new Route(method, pattern, null, Permission.Public, handler) { IsPage = true, Action = action });

    /// <summary>To the jobs of the organization that the browser is signed in to.</summary>
    private async ValueTask<Answer> Start(RequestContext context) => new Answer.Redirect(
        SessionCookie.Read(context.Http.Request) is { } secret && await sessions.Find(SecretText.HashOf(secret), context.Aborted) is { } session
            ? PageUrls.Jobs(session.OrgName)
            : PageUrls.SignIn);

    private async ValueTask<Answer> ByToken(RequestContext context)
    {
        var hash = SecretText.HashOf(context.Form.GetValueOrDefault("token").ToString().Trim());
        if (await tokens.Find(hash, context.Aborted) is not { } token || clock.GetUtcNow() >= token.ExpiresAt
            || await organizations.Find(token.OrgId, context.Aborted) is not { } organization)
        {
            return Refusal.BadToken;
        }

        var identity = new WebIdentity(token.OrgId, organization, token.UserName, token.Scope, hash);
        return await Begin(context, identity, PageUrls.SafeTarget(context.Form.GetValueOrDefault("to")), token.Label);
    }

    /// <summary>Only shows whom it is for: programs that look at links in messages use none up.</summary>
    private async ValueTask<Answer> ShowLink(RequestContext context)
    {
        var code = context.Http.Request.Query["code"].ToString();
        if (await links.Look(code, context.Aborted) is not { } identity)
            return Refusal.BadLink;
        var model = new LinkModel(identity.User, identity.OrgName, identity.Scope == TokenScope.Read, code);
        return await pages.Show<LinkPage, LinkModel>(context, "Sign in", PageSection.None, model);
    }

    private async ValueTask<Answer> ByLink(RequestContext context) =>
        await links.Use(context.Form.GetValueOrDefault("code").ToString(), context.Aborted) is { } identity
            ? await Begin(context, identity, PageUrls.Jobs(identity.OrgName), "link")
            : Refusal.BadLink;

    /// <param name="by">What the sign-in was with, for the audit log.</param>
    private async ValueTask<Answer> Begin(RequestContext context, WebIdentity identity, string target, string by)
    {
        if (await directory.FindOrganization(identity.OrgName, context.Aborted) is not { } organization || organization.Id != identity.OrgId)
            return Refusal.NoSuchOrganization(identity.OrgName);
        if (await directory.FindPrincipals(organization, identity.User, context.Aborted) is not { } principals
            || !principals.Any(one => one is { Type: PrincipalType.User, IsMember: true }))
        {
            return Refusal.NotAssociated(identity.User, identity.OrgName);
        }

        if (SessionCookie.Read(context.Http.Request) is { } before)
            await sessions.End(SecretText.HashOf(before), context.Aborted);
        SessionCookie.Set(context.Http, await sessions.Begin(identity, context.Aborted), options);
        context.Actor = new AuditIdentity(AuditKind.User, identity.User) { Token = by };
        context.RecordedIn = identity.OrgName;
        return new Answer.Redirect(target);
    }

    private async ValueTask<Answer> SignOut(RequestContext context)
    {
        if (SessionCookie.Read(context.Http.Request) is { } secret && SecretText.HashOf(secret) is var hash)
        {
            if (await sessions.Find(hash, context.Aborted) is { } session)
            {
                context.Actor = new AuditIdentity(AuditKind.User, session.User) { Token = "web" };
                context.RecordedIn = session.OrgName;
            }

            await sessions.End(hash, context.Aborted);
        }

        SessionCookie.Remove(context.Http);
        return new Answer.Redirect(PageUrls.SignIn);
    }
}
