using System.Globalization;
using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Hosting;
using Pushy.Actors.Jobs;
using Pushy.Actors.ReadModel;
using Pushy.Contracts.Jobs;
using Pushy.Domain.Jobs;
using Pushy.Domain.Permissions;
using Pushy.Server.Configuration;
using Pushy.Server.Gateway;
using Pushy.Server.Storage;
using Pushy.Server.Tracing;
using Refusal = Pushy.Server.Gateway.Refusal;

namespace Pushy.Server.Jobs;

/// <summary>Jobs over HTTP (rest-api.md §4 to §6): translate, ask, render.</summary>
internal sealed class JobRoutes(JobReader reader, JobSights sights, JobReadModel model, JobPages pages, IdempotencyKeys keys, IRequiredActor<JobActor> jobs, JobOptions options, TimeProvider time)
{
    private const string Jobs = "/organizations/{org}/pushy/jobs";
    private const string OneJob = Jobs + "/{id}";
    private const int MaxPage = 1000;
    private const string NodesVariant = "n";   // one for both dialects, for their words are the same here

    public void Map(RouteTable routes)
    {
        routes.Map(new Route("POST", Jobs, Answer.JsonType, Permission.WriteJobs, Submit) { ReadBody = ReadBody, Action = "job.start", Scope = JobScopes.OfBody });
        routes.Map(new Route("GET", Jobs, Answer.JsonType, Permission.ReadJobs, async context => await JobList.Write(context, await sights.Of(context), model, pages)));
        routes.Map(new Route("GET", OneJob, Answer.JsonType, Permission.ReadJobs, Show) { Find = context => FindUnlessKnown(context, Variant(context)) });
        routes.Map(new Route("GET", OneJob + "/nodes", Answer.JsonType, Permission.ReadJobs, ShowNodes) { Find = context => FindUnlessKnown(context, NodesVariant) });
        routes.Map(new Route("POST", OneJob + "/abort", Answer.JsonType, Permission.WriteJobs, Abort) { Find = Find, Action = "job.abort", Scope = JobScopes.OfFound });
    }

    private BodyReading ReadBody(ReadOnlyMemory<byte> body) => JobRequest.Read(body.Span, options.MaxNodes, (int)options.DefaultRunTimeout.TotalSeconds, maxBytes: int.MaxValue) switch
    {
        JobRequestResult.Accepted(var request) => new BodyReading.Valid(request),
        JobRequestResult.Refused(_, var error) => new BodyReading.Invalid(Refusal.JobBody(error)),
        _ => throw new InvalidOperationException("a body is taken or refused"),
    };

    private async ValueTask<Answer> Submit(RequestContext context)
    {
        var (id, refusal) = await Start(context, context.Parsed<JobRequest>(), await keys.Choose(context));
        return refusal is not null ? refusal : Created(context, id);
    }

    /// <summary>Starts a job that a page's form asks for; with the same key once, however often the form comes.</summary>
    internal async ValueTask<(JobId Id, Refusal? Refusal)> Start(RequestContext context, JobRequest request, string key) =>
        await Start(context, request, await keys.Choose(context, key, request.Write()));

    private async ValueTask<(JobId Id, Refusal? Refusal)> Start(RequestContext context, JobRequest request, JobIdChoice choice)
    {
        switch (choice)
        {
            case JobIdChoice.Refused(var refusal):
                return (default, refusal);
            case JobIdChoice.Keyed(var id, IsRepeat: true) when await model.Has(id, context.Aborted):
                return (id, null);
            case JobIdChoice.Keyed(var id, _):
                await Begin(context, request, id, mayExist: true);
                return (id, null);
            case JobIdChoice.Unkeyed(var id):
                await Begin(context, request, id, mayExist: false);
                return (id, null);
            case var other:
                throw new InvalidOperationException($"no such choice: {other}");
        }
    }

    private async Task Begin(RequestContext context, JobRequest request, JobId id, bool mayExist)
    {
        var spec = JobSpecs.Of(request, id, context.Organization.Id, context.Requestor.Name, options.VoteTimeout) with
        {
            Trace = HttpTracing.Current,
            StarterId = context.Requestor.Id,
        };
        // Half of the wait is for the way to the job, which can be long while the journal is locked, the other for the job's own write.
        var reply = await Ask(spec.Id, new JobCommand.Submit(spec) { BeginBy = time.GetUtcNow() + (options.AskTimeout / 2) });
        if (reply.Refusal is { } refusal && !(mayExist && refusal.Code == Job.JobExists.Code))
            throw new StorageUnavailableException(refusal.Detail);
    }

    private static Answer Created(RequestContext context, JobId id)
    {
        var uri = JobUri.Of(context.Http.Request, context.Values["org"], id);
        var created = new JobCreated(context.Dialect is Dialect.Seed ? id.Value : null, uri);
        return Answer.Json(created, RestContext.Wire.JobCreated, status: 201, location: uri);
    }

    /// <summary>Whoever may stop a job that he does not see is told how it stands, and no more.</summary>
    private async ValueTask<Answer> Abort(RequestContext context)
    {
        var job = await Abort(context.Found<JobState.Known>(), context.Requestor.Name);
        return Render(context, job, await sights.Of(context));
    }

    /// <summary>The job once it has been stopped; one that has finished stays as it is.</summary>
    internal async Task<JobState.Known> Abort(JobState.Known job, string by)
    {
        if (job is JobState.Finished)
            return job;

        var reply = await Ask(job.Spec.Id, new JobCommand.Abort(by));
        return reply is { Refusal: null, State: JobState.Known known } ? known : throw new StorageUnavailableException(reply.Refusal?.Detail ?? "");
    }

    private async ValueTask<Answer> Show(RequestContext context)
    {
        var eyes = await sights.Of(context);
        return UnlessKnown(context, eyes, Variant(context), (job, tag) => Render(context, job, eyes, tag));
    }

    private static Answer Render(RequestContext context, JobState.Known job, JobEyes eyes, string? tag = null) =>
        Answer.Json(JobDocuments.Of(job, context.Dialect, WithFile(context), eyes.Of(job), eyes.Viewer.Node), RestContext.Wire.JobDocument, tag: tag);

    private static bool WithFile(RequestContext context) => context.Http.Request.Query["include_file"] == "true";

    private static string Variant(RequestContext context) => JobTag.VariantOf(context, WithFile(context));

    /// <summary>304 if the client has what it would get.</summary>
    private static Answer UnlessKnown(RequestContext context, JobEyes eyes, string variant, Func<JobState.Known, string, Answer> render)
    {
        if (context.Found<object>() is Unchanged { Tag: var known })
            return new Answer.NotModified(known);
        var job = context.Found<JobState.Known>();
        var tag = JobTag.Of(job, JobTag.Seen(variant, eyes.Of(job)));
        return JobTag.IsKnown(context.Http.Request, tag) ? new Answer.NotModified(tag) : render(job, tag);
    }

    private async ValueTask<Answer> ShowNodes(RequestContext context)
    {
        var query = context.Http.Request.Query;
        if (!Number(query["limit"], MaxPage, 1, MaxPage, out var limit))
            return Refusal.Body($"'limit' is not a page size; allowed is 1 to {MaxPage}");
        if (!Number(query["cursor"], 0, 0, int.MaxValue, out var first))
            return Refusal.Body("'cursor' is not one that this server gave; leave it out for the first page");
        var eyes = await sights.Of(context);
        return UnlessKnown(context, eyes, NodesVariant, (job, tag) => Answer.Json(
            eyes.Of(job) is JobSight.OwnPart ? JobDocuments.PageOf(job, eyes.Viewer.Node!.Value) : JobDocuments.PageOf(job, first, limit), RestContext.Wire.JobNodesPage, tag: tag));
    }

    private async ValueTask<object?> Find(RequestContext context) => await reader.Find(context.Organization.Id, context.Values["id"], context.Aborted);

    /// <summary>The job, or <see cref="Unchanged"/>: a large one that has finished is not read for a client that has it.</summary>
    private async ValueTask<object?> FindUnlessKnown(RequestContext context, string variant)
    {
        if (context.Http.Request.Headers.IfNoneMatch.Count > 0
            && await sights.Of(context) is { OnlyNode: null } eyes
            && await reader.FindEnding(context.Organization.Id, context.Values["id"], context.Aborted) is { } ending
            && JobTag.Of(ending, JobTag.Seen(variant, eyes.Of(new JobStarter(ending.RequestedBy, ending.StarterId), isTarget: false))) is var tag
            && JobTag.IsKnown(context.Http.Request, tag))
        {
            return new Unchanged(tag);
        }

        return await sights.Find(context);
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
