using Pushy.Actors.ReadModel;
using Pushy.Contracts.Agents;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;
using Pushy.Server.Configuration;
using Pushy.Server.Gateway;
using Pushy.Server.Metrics;

namespace Pushy.Server.Jobs;

/// <summary>Output of commands over HTTP (rest-api.md §7): the whole of it once the command has ended, or live.</summary>
internal sealed class OutputRoutes(JobSights sights, OutputStore outputs, OutputNews news, ServerMetrics metrics, IHostApplicationLifetime lifetime, WebOptions web, TimeProvider time)
{
    private const string Pattern = "/organizations/{org}/pushy/jobs/{id}/output/{node}/";
    private const string Page = "/ui/{org}/jobs/{id}/output/{node}/";

    public void Map(RouteTable routes)
    {
        foreach (var stream in Enum.GetValues<OutputStream>())
        {
            var name = stream is OutputStream.Stdout ? "stdout" : "stderr";
            var route = new Route("GET", Pattern + name, Answer.OctetType, Permission.ReadJobs, Show) { Find = context => Find(context, stream) };
            routes.Map(route);
            if (web.Enabled)
                routes.Map(route with { Pattern = Page + name, Produces = null, IsPage = true });   // browsers keep it as a file
        }
    }

    /// <summary>Only what counts is shown: a node's output once its outcome was taken. Who follows sees it before.</summary>
    private async ValueTask<object?> Find(RequestContext context, OutputStream stream)
    {
        var source = new OutputSource(outputs, context.Values["id"], new NodeName(context.Values["node"]), stream);
        switch (await Part(context))
        {
            case { Ending: NodeEnding.Ended }:
                return await outputs.Find(source.Job, source.Node, stream, context.Aborted) is { } stored ? new Whole(source, stored) : null;
            case { Ending: null } when context.Http.Request.Query["follow"] == "true":
                return new Live(source);
            default:
                return null;
        }
    }

    private async ValueTask<Answer> Show(RequestContext context)
    {
        if (OutputStart.Read(context.Http.Request) is not { } start)
            return Gateway.Refusal.Body($"'{OutputStart.Parameter}' is not a number of bytes; allowed are whole numbers from 0");
        switch (context.Found<object>())
        {
            case Whole(var source, var stored):
                await OutputAnswer.Write(context, source, stored, start);
                break;
            case Live(var source):
                HttpMetrics.IsLongLived(context);
                using (metrics.Reads(ReaderKind.Output))
                using (var follower = news.Follow(source.Job, source.Node))
                    await new OutputFollowing(context, source, start, follower, time, lifetime.ApplicationStopping).Run(async () => await Part(context) is { Ending: null });
                break;
        }

        return new Answer.Written();
    }

    private async Task<NodePart?> Part(RequestContext context)
    {
        var node = new NodeName(context.Values["node"]);
        return await sights.Find(context) is { } job && (await sights.Of(context)).Sees(job, node) ? job.Nodes.Find(node) : null;
    }

    private sealed record Whole(OutputSource Source, StoredOutput Stored);

    private sealed record Live(OutputSource Source);
}

/// <summary>One stream of one node of one job.</summary>
internal sealed class OutputSource(OutputStore outputs, string job, NodeName node, OutputStream stream)
{
    public JobId Job { get; } = new(job);

    public NodeName Node => node;

    public Task<StoredOutput?> Find(CancellationToken cancel) => outputs.Find(Job, node, stream, cancel);

    public Task<long> FindStart(long offset, CancellationToken cancel) => outputs.FindStart(Job, node, stream, offset, cancel);

    public Task<IReadOnlyList<byte[]>> Read(long from, CancellationToken cancel) => outputs.Read(Job, node, stream, from, cancel);
}

internal static class OutputRouting
{
    public static void MapOutput(this RouteTable routes, IServiceProvider services) => services.GetRequiredService<OutputRoutes>().Map(routes);
}
