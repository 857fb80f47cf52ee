using Microsoft.OpenApi;
using Pushy.Server.Gateway;
using Scalar.AspNetCore;

namespace Pushy.Server.ApiDocs;

/// <summary>The API described for programs at <c>/pushy/openapi.json</c> and for people at <c>/pushy/docs</c>; neither asks for a sign-in.</summary>
internal static class ApiDocRoutes
{
    public const string Document = "/pushy/openapi.json";

    private const string Page = "/pushy/docs";

    /// <summary>Call it when all other routes are there: it tells of those.</summary>
    public static void MapApiDocument(this RouteTable routes)
    {
        var bytes = new Once<byte[]>(() => Write(routes));   // some hundred milliseconds that a server's start need not wait for
        routes.Map(new Route("GET", Document, Answer.JsonType, Permission.Public, async _ => Answer.OfJson(await bytes.Get())));
    }

    /// <summary>What the page's script would like to fetch from its maker's hosts, the browser refuses.</summary>
    private const string OnlyThisServer =
        "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; frame-ancestors 'none'";

    /// <summary>The page comes whole from this server: its script is in the package, and nothing is asked of other hosts.</summary>
    public static void UseApiPage(this WebApplication app) => app.UseWhen(http => http.Request.Path.StartsWithSegments(Page), page =>
    {
        page.Use((http, next) =>
        {
            http.Response.Headers.ContentSecurityPolicy = OnlyThisServer;
            return next(http);
        });
        page.UseRouting();
        page.UseEndpoints(endpoints => endpoints.MapScalarApiReference(Page, options => options
            .WithTitle("Pushy API")
            .WithOpenApiRoutePattern(Document)
            .AddPreferredSecuritySchemes(ApiDocument.Token)
            .DisableDefaultFonts()
            .DisableTelemetry()
            .DisableAgent()
            .DisableMcp()
            .HideDeveloperTools()
            .HideClientButton()));
    });

    private static async Task<byte[]> Write(RouteTable routes)
    {
        using var stream = new MemoryStream();
        await ApiDocument.Of(routes.Routes).SerializeAsJsonAsync(stream, OpenApiSpecVersion.OpenApi3_1);
        return stream.ToArray();
    }
}
