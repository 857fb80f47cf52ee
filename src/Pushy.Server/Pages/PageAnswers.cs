using System.Text;
using Pushy.Server.ApiDocs;
using Pushy.Server.Configuration;
using Pushy.Server.Gateway;
using Pushy.Server.Pages.Frame;
using Pushy.Server.Pages.SigningIn;

namespace Pushy.Server.Pages;

/// <summary>What is different about answers to browsers: headers that keep pages to themselves, and refusals that a person can read.</summary>
public sealed class PageAnswers(PageRenderer renderer, PageAssets assets, WebOptions options)
{
    /// <summary>Nothing but what this server itself sends as a file of its own: no script or style in a page, no frame, no form that goes elsewhere.</summary>
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private const string EventStream = "text/event-stream";

    private const string IconOfOld = "favicon.ico";   // asked for by whatever does not read a page's head

    private static readonly Answer ForPrograms = new Answer.Body(
        200, "text/plain; charset=utf-8", Encoding.ASCII.GetBytes($"This is a Pushy server: the web page is at {PageUrls.Root}, the API is described at {ApiDocRoutes.Document}\n"));

    private static readonly Answer ForProgramsOnly = new Answer.Body(
        200, "text/plain; charset=utf-8", Encoding.ASCII.GetBytes($"This is a Pushy server: the API is described at {ApiDocRoutes.Document}\n"));

    /// <summary>
    /// What is said to whoever asks for nothing in particular: a browser is led to the page, all others get a line. Null for all else. A client that does not
    /// name HTML is no browser.
    /// </summary>
    internal Answer? Welcome(HttpContext http, RequestPath path)
    {
        if (IsPage(path))
            SetHeaders(http.Response);
        if (http.Request.Method is not ("GET" or "HEAD"))
            return null;
        if (options.Enabled && path.Segments is [IconOfOld])
            return new Answer.Redirect(assets.Urls.Icon);
        if (path.Segments.Count > 0)
            return null;
        if (!options.Enabled)
            return ForProgramsOnly;
        var isBrowser = http.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);
        return isBrowser ? new Answer.Redirect(PageUrls.Root) : ForPrograms;
    }

    /// <summary>The same answer, as a page if it is a refusal of one.</summary>
    internal async ValueTask<Answer> Dress(HttpContext http, RequestPath path, RequestContext? context, Answer answer)
    {
        if (answer is not Answer.Refused { Refusal: var refusal } || !IsPage(path) || context?.Route.Produces == EventStream)
            return answer;
        if (refusal == Refusal.NotSignedIn && http.Request.Method == "GET")
            return new Answer.Redirect(PageUrls.SignInAndReturn(path.Target));
        if (refusal.Header is var (name, value) && refusal.Status != StatusCodes.Status401Unauthorized)
            http.Response.Headers[name] = value;
        if (context is { Route.Pattern: PageUrls.SignIn } && refusal.Status == StatusCodes.Status401Unauthorized)
            return await renderer.Show<SignInPage, SignInModel>(context, "Sign in", PageSection.None, SignInModel.Again(context, refusal.Text), refusal.Status);

        var problem = new ProblemModel(refusal.Status, refusal.Text, http.TraceIdentifier);
        return context is null
            ? await renderer.ShowBare<ProblemPage, ProblemModel>(http, problem.Heading, problem, refusal.Status)
            : await renderer.Show<ProblemPage, ProblemModel>(context, problem.Heading, PageSection.None, problem, refusal.Status);
    }

    private bool IsPage(RequestPath path) => options.Enabled && path.Segments is ["ui", ..];

    private static void SetHeaders(HttpResponse response)
    {
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "same-origin";   // not less: browsers then send no Origin with forms
        response.Headers["Cross-Origin-Opener-Policy"] = "same-origin";
        response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
        response.Headers.XFrameOptions = "DENY";
    }
}
