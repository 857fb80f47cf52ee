using System.Text.Json;
using System.Text.Json.Serialization;
using Pushy.Actors.Journal;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Actors.Remoting;

/// <summary>A job as it stands, whole. Parts stand in the order of the spec's nodes. Fields are only ever added.</summary>
/// <param name="Until">When the vote closes, or the run ends.</param>
internal sealed record WireJob(StoredSpec Spec, string Status, DateTimeOffset CreatedAt, DateTimeOffset Since, DateTimeOffset? Until, IReadOnlyList<WirePart> Parts);

/// <param name="T">Where the node stands: new, ready, running, ended or strayed.</param>
internal sealed record WirePart(string T)
{
    public StoredEnding? How { get; init; }

    public DateTimeOffset? At { get; init; }

    public DateTimeOffset? Started { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(WireJob))]
internal sealed partial class WireContext : JsonSerializerContext;

/// <summary>A job's state as UTF-8 JSON, and back.</summary>
internal static class WireJobStates
{
    private static readonly WirePart New = new("new");
    private static readonly WirePart Ready = new("ready");

    /// <summary>Nothing at all for a job that nobody submitted.</summary>
    public static byte[] Write(JobState state) => state is JobState.Known job ? JsonSerializer.SerializeToUtf8Bytes(Store(job), WireContext.Default.WireJob) : [];

    public static JobState Read(byte[] bytes)
    {
        if (bytes.Length == 0)
            return JobState.Initial;

        return JsonSerializer.Deserialize(bytes, WireContext.Default.WireJob) is { Spec: not null, Parts: not null } job
            ? Restore(job)
            : throw new InvalidDataException("a job is missing");
    }

    private static WireJob Store(JobState.Known job) => new(
        StoredEvents.Store(job.Spec), FinishedJobs.NameOf(job.Status()), job.CreatedAt, job.Since, UntilOf(job), [.. job.Spec.Nodes.Select(node => Store(job.Nodes.Find(node)!))]);

    private static DateTimeOffset? UntilOf(JobState.Known job) => job switch
    {
        JobState.Voting vote => vote.ClosesAt,
        JobState.Running run => run.EndsAt,
        _ => null,
    };

    private static JobState.Known Restore(WireJob job)
    {
        var spec = StoredEvents.Restore(job.Spec);
        if (job.Parts.Count != spec.Nodes.Length)
            throw new InvalidDataException("a job has not as many parts as nodes");

        var board = NodeBoard.Of(spec.Nodes.Zip(job.Parts, (node, part) => KeyValuePair.Create(node, Restore(part))));
        return FinishedJobs.StatusOf(job.Status) switch
        {
            JobStatus.Voting => new JobState.Voting(spec, board, job.CreatedAt, Need(job.Until)),
            JobStatus.Running => new JobState.Running(spec, board, job.CreatedAt, job.Since, Need(job.Until)),
            var how => new JobState.Finished(spec, board, job.CreatedAt, job.Since, how),
        };
    }

    private static WirePart Store(NodePart part) => part switch
    {
        NodePart.New => New,
        NodePart.Ready => Ready,
        NodePart.Running(var since, var started) => new("running") { At = since, Started = started },
        NodePart.Ended(var how, var at, var started) => new("ended") { How = StoredEndings.Store(how), At = at, Started = started },
        NodePart.Strayed(var how, var at, var started) => new("strayed") { How = StoredEndings.Store(how), At = at, Started = started },
        _ => throw new InvalidOperationException($"{part.GetType().Name} has no form between hosts"),
    };

    private static NodePart Restore(WirePart part) => part.T switch
    {
        "new" => NodePart.New.Instance,
        "ready" => NodePart.Ready.Instance,
        "running" => new NodePart.Running(Need(part.At), Need(part.Started)),
        "ended" => new NodePart.Ended(StoredEndings.Restore(Need(part.How)), Need(part.At), part.Started),
        "strayed" => new NodePart.Strayed(StoredEndings.Restore(Need(part.How)), Need(part.At), part.Started),
        _ => throw new InvalidDataException($"'{part.T}' is no state of a node known to this version"),
    };

    private static T Need<T>(T? field)
        where T : class => field ?? throw new InvalidDataException("a job lacks a field");

    private static T Need<T>(T? field)
        where T : struct => field ?? throw new InvalidDataException("a job lacks a field");
}
