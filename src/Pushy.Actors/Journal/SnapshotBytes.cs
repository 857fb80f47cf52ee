using System.IO.Compression;
using System.Text.Json;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Actors.Journal;

/// <summary>An unfinished job as bytes and back: compressed JSON in the journal's shape. Parts stand in the order of the spec's nodes.</summary>
internal static class SnapshotBytes
{
    public static byte[] Write(JobState.Known job)
    {
        var (status, until) = job switch
        {
            JobState.Voting voting => (JobStatus.Voting, voting.ClosesAt),
            JobState.Running running => (JobStatus.Running, running.EndsAt),
            _ => throw new ArgumentException($"a job that is {job.GetType().Name} has no snapshot", nameof(job)),
        };
        var stored = new StoredSnapshot(
            StoredEvents.Store(job.Spec), job.CreatedAt, job.Since, until, FinishedJobs.NameOf(status), [.. job.Spec.Nodes.Select(node => Store(job.Nodes.Find(node)!))]);
        using var bytes = new MemoryStream();
        using (var zip = new BrotliStream(bytes, CompressionLevel.Fastest))
            JsonSerializer.Serialize(zip, stored, StoredContext.Default.StoredSnapshot);
        return bytes.ToArray();
    }

    /// <exception cref="InvalidDataException">It is damaged, or has what this version does not know.</exception>
    public static JobState.Known Read(byte[] bytes)
    {
        var stored = Parse(bytes);
        var spec = StoredEvents.Restore(stored.Spec);
        if (stored.Parts.Count != spec.Nodes.Length)
            throw new InvalidDataException($"the snapshot has {stored.Parts.Count} parts of {spec.Nodes.Length} nodes");

        var nodes = NodeBoard.Of(spec.Nodes.Zip(stored.Parts, (node, part) => KeyValuePair.Create(node, Restore(part))));
        return FinishedJobs.StatusOf(stored.Status) switch
        {
            JobStatus.Voting => new JobState.Voting(spec, nodes, stored.CreatedAt, stored.Until),
            JobStatus.Running => new JobState.Running(spec, nodes, stored.CreatedAt, stored.Since, stored.Until),
            _ => throw new InvalidDataException($"the snapshot is of a job that is {stored.Status}"),
        };
    }

    private static StoredSnapshot Parse(byte[] bytes)
    {
        try
        {
            using var zip = new BrotliStream(new MemoryStream(bytes), CompressionMode.Decompress);
            return JsonSerializer.Deserialize(zip, StoredContext.Default.StoredSnapshot) is { Spec: not null, Parts: not null } stored
                ? stored
                : throw new InvalidDataException("the snapshot is empty");
        }
        catch (Exception damaged) when (damaged is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException("the snapshot is damaged", damaged);
        }
    }

    private static StoredSnapshotPart Store(NodePart part) => part switch
    {
        NodePart.New => new("new"),
        NodePart.Ready => new("ready"),
        NodePart.Running(var since, var started) => new("running") { At = since, Started = started },
        NodePart.Ended(var how, var at, var started) => new("ended") { How = StoredEndings.Store(how), At = at, Started = started },
        NodePart.Strayed(var how, var at, var started) => new("strayed") { How = StoredEndings.Store(how), At = at, Started = started },
        _ => throw new InvalidOperationException($"{part.GetType().Name} has no stored form"),
    };

    private static NodePart Restore(StoredSnapshotPart stored) => stored switch
    {
        { T: "new" } => NodePart.New.Instance,
        { T: "ready" } => NodePart.Ready.Instance,
        { T: "running", At: { } since, Started: { } started } => new NodePart.Running(since, started),
        { T: "ended", How: { } how, At: { } at } => new NodePart.Ended(StoredEndings.Restore(how), at, stored.Started),
        { T: "strayed", How: { } how, At: { } at } => new NodePart.Strayed(StoredEndings.Restore(how), at, stored.Started),
        _ => throw new InvalidDataException($"the snapshot has the part '{stored.T}', which this version does not know or which lacks a field"),
    };
}
