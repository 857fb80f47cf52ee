using Pushy.Actors.ReadModel;
using Pushy.Domain.Jobs;
using Pushy.Server.Gateway;
using Pushy.Server.Jobs;
using Pushy.Server.Pages.Frame;

namespace Pushy.Server.Pages.Jobs;

/// <summary>A job's page, what it is kept up to date with, and what can be done there.</summary>
internal sealed class JobPageRoutes(
    PageRenderer pages, JobReader reader, JobSights sights, JobRoutes jobs, JobStream stream, JobNodesRoute nodes, OutputStore outputs, Permissions permissions, TimeProvider clock)
{
    private const string Pattern = "/ui/{org}/jobs/{id}";

    /// <summary>Without script a job that goes on is looked at so often.</summary>
    private const int RefreshSeconds = 5;

    public void Map(RouteTable routes)
    {
        Get("", null, Show);
        Get("/events", JobStream.MediaType, stream.Serve);
        Get("/nodes", null, nodes.Show);
        Get("/names", null, JobNodesRoute.Names);
        Get("/output", null, ShowOutput);
        routes.Map(new Route("GET", Pattern + "/abort", null, Permission.WriteJobs, AskAbort) { Find = Find, Scope = JobScopes.OfFound, IsPage = true });
        routes.Map(new Route("POST", Pattern + "/abort", null, Permission.WriteJobs, Abort) { Find = Find, Scope = JobScopes.OfFound, Action = "job.abort", IsPage = true });

        void Get(string below, string? produces, Func<RequestContext, ValueTask<Answer>> handler) =>
            routes.Map(new Route("GET", Pattern + below, produces, Permission.ReadJobs, handler) { Find = async context => await sights.Find(context), IsPage = true });
    }

    private async ValueTask<object?> Find(RequestContext context) => await reader.Find(context.Organization.Id, context.Values["id"], context.Aborted);

    private JobView View(RequestContext context) => new(context.Organization.Name, context.Found<JobState.Known>(), clock.GetUtcNow());

    private async ValueTask<Answer> Show(RequestContext context)
    {
        var view = View(context);
        var model = new JobPageModel(view, !view.IsFinished && await permissions.MayWrite(context));
        return await pages.Show<JobPage, JobPageModel>(
            context, $"{view.Look.Word}: {VisibleText.Line(view.Spec.Command)}", PageSection.Jobs, model, refresh: view.IsFinished ? null : RefreshSeconds);
    }

    private async ValueTask<Answer> ShowOutput(RequestContext context) => await pages.Show<OutputPage, OutputModel>(
        context, "Output of a job", PageSection.Jobs, await OutputModel.Read(View(context), outputs, context.Aborted));

    private async ValueTask<Answer> AskAbort(RequestContext context) => View(context) is { IsFinished: false } view
        ? await pages.Show<AbortPage, JobView>(context, "Abort a job", PageSection.Jobs, view)
        : ToJob(context);

    private async ValueTask<Answer> Abort(RequestContext context)
    {
        await jobs.Abort(context.Found<JobState.Known>(), context.Requestor.Name);
        return ToJob(context);
    }

    private static Answer.Redirect ToJob(RequestContext context) => new(PageUrls.Job(context.Organization.Name, context.Values["id"]));
}
