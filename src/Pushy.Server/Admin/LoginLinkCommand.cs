using System.CommandLine;
using System.Globalization;
using LinqToDB.Async;
using Pushy.Server.Configuration;
using Pushy.Server.Directories;
using Pushy.Server.Sessions;
using Pushy.Server.SignIn;

namespace Pushy.Server.Admin;

/// <summary><c>pushy-server login-link ORG USER</c>: a link that signs a browser in, once. It is shown once; only its hash is kept.</summary>
internal static class LoginLinkCommand
{
    public static Command Create(CommandShell shell)
    {
        var org = OrganizationCommands.Organization();
        var user = new Argument<string>("USER") { Description = "User whom the browser is signed in as." };
        var scope = new Option<TokenScope>("--scope") { Description = "What the session may do: read, or write, which is all that the user may.", DefaultValueFactory = _ => TokenScope.Write };
        scope.AcceptOnlyFromAmong("read", "write");   // a page manages nobody's rights
        return shell.Directory("login-link", "Make a link that signs a browser in to the web page, once, and print it.", async (session, parsed, ct) =>
        {
            var options = shell.Load(parsed).Options;
            if (!options.Web.Enabled)
                return new AdminRefusal("this server has no web page: pushy.web.enabled is false");
            if (ServerOf(options) is not { } server)
                return new AdminRefusal("it is not known where browsers find this server", Hint: "set pushy.web.url");
            var (organization, name) = (parsed.GetRequiredValue(org), parsed.GetRequiredValue(user));
            return await session.In(organization, async found =>
            {
                await using (var data = session.Database.Open())
                {
                    if (!await data.OrganizationUsers.AnyAsync(one => one.OrgGuid == found.Id && one.UserName == name, ct))
                        return AdminRefusal.NoMember(name, organization);
                }

                var link = await new WebLinks(session.Database, options.Web, TimeProvider.System).Make(new WebIdentity(found.Id, found.Name, name, parsed.GetValue(scope), null), ct);
                await session.Output.WriteLineAsync(link.At(server));
                return await session.Say(string.Create(CultureInfo.InvariantCulture, $"good once, until {link.ExpiresAt:yyyy-MM-dd'T'HH:mm:ss'Z'}"));
            }, ct);
        }, org, user, scope);
    }

    /// <summary>As set, or where the server listens; null where that says no port.</summary>
    private static string? ServerOf(ServerOptions options)
    {
        if (options.Web.Url.Length > 0)
            return options.Web.Url;
        var url = options.Http.Urls.FirstOrDefault(one => one.StartsWith("https:", StringComparison.OrdinalIgnoreCase)) ?? options.Http.Urls[0];
        var uri = new Uri(url.Replace("://*:", $"://{options.Name}:", StringComparison.Ordinal));
        return uri.Port == 0 ? null : uri.GetLeftPart(UriPartial.Authority);
    }
}
