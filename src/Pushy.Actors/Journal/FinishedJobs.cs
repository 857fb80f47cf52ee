using System.IO.Compression;
using System.Text.Json;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Actors.Journal;

/// <summary>A finished job as bytes and back: compressed JSON in the journal's shape.</summary>
internal static class FinishedJobs
{
    private static readonly StoredNames<JobStatus> Statuses = new(
        [(JobStatus.Voting, "voting"), (JobStatus.Running, "running"), (JobStatus.Complete, "complete"), (JobStatus.QuorumFailed, "quorum_failed"),
        (JobStatus.TimedOut, "timed_out"), (JobStatus.Aborted, "aborted")]);

    public static string NameOf(JobStatus status) => Statuses.Of(status).Name;

    public static JobStatus StatusOf(string name) => Statuses.Parse(name, finer: null);

    public static byte[] Write(JobState.Finished job)
    {
        var stored = new StoredFinished(
            StoredEvents.Store(job.Spec), job.CreatedAt, job.Since, NameOf(job.How), [.. job.Spec.Nodes.Select(node => Store(job.Nodes.Find(node)!))]);
        using var bytes = new MemoryStream();
        using (var zip = new BrotliStream(bytes, CompressionLevel.Fastest))
            JsonSerializer.Serialize(zip, stored, StoredContext.Default.StoredFinished);
        return bytes.ToArray();
    }

    public static JobState.Finished Read(byte[] bytes)
    {
        using var zip = new BrotliStream(new MemoryStream(bytes), CompressionMode.Decompress);
        var stored = JsonSerializer.Deserialize(zip, StoredContext.Default.StoredFinished) ?? throw new InvalidDataException("a finished job is stored as null");
        var spec = StoredEvents.Restore(stored.Spec);
        var parts = spec.Nodes.Zip(stored.Parts, (node, part) => KeyValuePair.Create(node, Restore(part)));
        return new JobState.Finished(spec, NodeBoard.Of(parts), stored.CreatedAt, stored.Since, StatusOf(stored.Status));
    }

    private static StoredPart Store(NodePart part) => part switch
    {
        NodePart.Ended(var how, var at, var started) => new(StoredEndings.Store(how), at) { Started = started },
        NodePart.Strayed(var how, var at, var started) => new(StoredEndings.Store(how), at) { Started = started, Strayed = true },
        _ => throw new InvalidOperationException($"a finished job has a node that is {part.State}"),
    };

    private static NodePart Restore(StoredPart stored) => stored.Strayed
        ? new NodePart.Strayed(StoredEndings.Restore(stored.How), stored.At, stored.Started)
        : new NodePart.Ended(StoredEndings.Restore(stored.How), stored.At, stored.Started);
}
