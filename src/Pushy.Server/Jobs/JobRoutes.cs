using System.Globalization;
using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Hosting;
using Pushy.Actors.Jobs;
using Pushy.Actors.ReadModel;
using Pushy.Contracts.Jobs;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;
using Pushy.Server.Configuration;
using Pushy.Server.Gateway;
using Pushy.Server.Storage;
using Refusal = Pushy.Server.Gateway.Refusal;

namespace Pushy.Server.Jobs;

/// <summary>Jobs over HTTP (rest-api.md §4 to §7): translate, ask, render.</summary>
internal sealed class JobRoutes(JobReader reader, JobReadModel model, IRequiredActor<JobActor> jobs, JobOptions options, TimeProvider time)
{
    private const string Jobs = "/organizations/{org}/pushy/jobs";
    private const string OneJob = Jobs + "/{id}";
    private const int MaxPage = 1000;

    public void Map(RouteTable routes)
    {
        routes.Map(new Route("POST", Jobs, Answer.JsonType, Permission.WriteJobs, Submit) { ReadBody = ReadBody, Action = "job.start", Scope = JobScopes.OfBody });
        routes.Map(new Route("GET", Jobs, Answer.JsonType, Permission.ReadJobs, context => JobList.Write(context, model)));
        routes.Map(new Route("GET", OneJob, Answer.JsonType, Permission.ReadJobs, Show) { Find = Find });
        routes.Map(new Route("GET", OneJob + "/nodes", Answer.JsonType, Permission.ReadJobs, ShowNodes) { Find = Find });
        routes.Map(new Route("POST", OneJob + "/abort", Answer.JsonType, Permission.WriteJobs, Abort) { Find = Find, Action = "job.abort", Scope = JobScopes.OfFound });
        routes.Map(new Route("GET", OneJob + "/output/{node}/stdout", Answer.OctetType, Permission.ReadJobs, ShowOutput) { Find = context => FindOutput(context, stderr: false) });
        routes.Map(new Route("GET", OneJob + "/output/{node}/stderr", Answer.OctetType, Permission.ReadJobs, ShowOutput) { Find = context => FindOutput(context, stderr: true) });
    }

    private BodyReading ReadBody(ReadOnlyMemory<byte> body) => JobRequest.Read(body.Span, options.MaxNodes, (int)options.DefaultRunTimeout.TotalSeconds, maxBytes: int.MaxValue) switch
    {
        JobRequestResult.Accepted(var request) => new BodyReading.Valid(request),
        JobRequestResult.Refused(_, var error) => new BodyReading.Invalid(Refusal.JobBody(error)),
        _ => throw new InvalidOperationException("a body is taken or refused"),
    };

    private async ValueTask<Answer> Submit(RequestContext context)
    {
        var chance = new byte[JobId.RandomBytes];
        System.Security.Cryptography.RandomNumberGenerator.Fill(chance);
        var spec = JobSpecs.Of(
            context.Parsed<JobRequest>(), JobId.Create(context.Organization.Id, chance), context.Organization.Id, context.Requestor.Name, options.VoteTimeout);
        // Half of the wait is for the way to the job, which can be long while the journal is locked, the other for the job's own write.
        var reply = await Ask(spec.Id, new JobCommand.Submit(spec) { BeginBy = time.GetUtcNow() + (options.AskTimeout / 2) });
        if (reply.Refusal is { } refusal)
            throw new StorageUnavailableException(refusal.Detail);

        var uri = JobUri.Of(context.Http.Request, context.Values["org"], spec.Id);
        var created = new JobCreated(context.Dialect is Dialect.Seed ? spec.Id.Value : null, uri);
        return Answer.Json(created, RestContext.Wire.JobCreated, status: 201, location: uri);
    }

    private async ValueTask<Answer> Abort(RequestContext context)
    {
        var job = context.Found<JobState.Known>();
        if (job is JobState.Finished)
            return Render(context, job);

        var reply = await Ask(job.Spec.Id, new JobCommand.Abort(context.Requestor.Name));
        return reply is { Refusal: null, State: JobState.Known known } ? Render(context, known) : throw new StorageUnavailableException(reply.Refusal?.Detail ?? "");
    }

    private static ValueTask<Answer> Show(RequestContext context) => ValueTask.FromResult(Render(context, context.Found<JobState.Known>()));

    private static Answer Render(RequestContext context, JobState.Known job) =>
        Answer.Json(JobDocuments.Of(job, context.Dialect, includeFile: context.Http.Request.Query["include_file"] == "true"), RestContext.Wire.JobDocument);

    private static ValueTask<Answer> ShowNodes(RequestContext context)
    {
        var query = context.Http.Request.Query;
        if (!Number(query["limit"], MaxPage, 1, MaxPage, out var limit))
            return ValueTask.FromResult<Answer>(Refusal.Body($"'limit' is not a page size; allowed is 1 to {MaxPage}"));
        if (!Number(query["cursor"], 0, 0, int.MaxValue, out var first))
            return ValueTask.FromResult<Answer>(Refusal.Body("'cursor' is not one that this server gave; leave it out for the first page"));
        return ValueTask.FromResult(Answer.Json(JobDocuments.PageOf(context.Found<JobState.Known>(), first, limit), RestContext.Wire.JobNodesPage));
    }

    private static ValueTask<Answer> ShowOutput(RequestContext context) => ValueTask.FromResult(Answer.Octets(context.Found<StoredOutput>().Content));

    private async ValueTask<object?> Find(RequestContext context) => await reader.Find(context.Organization.Id, context.Values["id"], context.Aborted);

    /// <summary>Only what counts is shown: a node's output once its outcome was taken.</summary>
    private async ValueTask<object?> FindOutput(RequestContext context, bool stderr)
    {
        var node = new NodeName(context.Values["node"]);
        var job = await reader.Find(context.Organization.Id, context.Values["id"], context.Aborted);
        return job?.Nodes.Find(node)?.Ending is NodeEnding.Ended ? await model.FindOutput(job.Spec.Id, node, stderr, context.Aborted) : null;
    }

    /// <summary>A job's answer. None in time is 504, for the job may have taken it all the same.</summary>
    private Task<JobReply> Ask(JobId job, JobCommand command) =>
        jobs.ActorRef.Ask<JobReply>(new ShardingEnvelope(job.Value, command), options.AskTimeout);

    private static bool Number(string? text, int absent, int least, int most, out int number)
    {
        number = absent;
        return string.IsNullOrEmpty(text)
            || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= least && number <= most);
    }
}

internal static class JobRouting
{
    public static void MapJobs(this RouteTable routes, IServiceProvider services) => services.GetRequiredService<JobRoutes>().Map(routes);
}
