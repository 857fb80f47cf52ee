using System.Globalization;
using Pushy.Contracts.Audit;
using Pushy.Server.Gateway;

namespace Pushy.Server.Audit;

/// <summary><c>GET …/audit?limit=&amp;cursor=</c>, for the organization's admins.</summary>
internal static class AuditRoutes
{
    private const int DefaultPage = 100;
    private const int MaxPage = 1000;

    public static void MapAudit(this RouteTable routes, IServiceProvider services)
    {
        var store = services.GetRequiredService<AuditStore>();
        routes.Map(new Route("GET", "/organizations/{org}/pushy/audit", Answer.JsonType, Permission.Administer, context => Show(context, store)));
    }

    private static async ValueTask<Answer> Show(RequestContext context, AuditStore store)
    {
        var query = context.Http.Request.Query;
        if (!TryRead(query["limit"], MaxPage, out var limit))
            return Refusal.Body($"'limit' is not a page size; allowed is 1 to {MaxPage}");
        if (!TryRead(query["cursor"], long.MaxValue, out var before))
            return Refusal.Body("'cursor' is not one that this server gave; leave it out for the first page");
        var page = await store.Read(context.Organization.Name, before, (int)(limit ?? DefaultPage), context.Aborted);
        return Answer.Json(page, AuditContext.Wire.AuditPage);
    }

    private static bool TryRead(string? text, long most, out long? number)
    {
        number = null;
        if (string.IsNullOrEmpty(text))
            return true;
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var read) || read < 1 || read > most)
            return false;
        number = read;
        return true;
    }
}
