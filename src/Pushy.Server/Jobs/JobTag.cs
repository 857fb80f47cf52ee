using System.Globalization;
using Microsoft.Net.Http.Headers;
using Pushy.Actors.ReadModel;
using Pushy.Contracts.Jobs;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;
using Pushy.Domain.Permissions;
using Pushy.Server.Gateway;

namespace Pushy.Server.Jobs;

/// <summary>
/// What a job's answers have as <c>ETag</c>. In a job nothing moves backwards: each change that can be seen is a new status or a node that
/// comes further. So status and the sum of how far the nodes are name its content, without looking at the nodes.
/// </summary>
internal static class JobTag
{
    /// <summary>How many steps a node goes: ready, running, ended.</summary>
    private const int LastStep = 3;

    public static string Of(JobState.Known job, string variant)
    {
        var counts = job.Nodes.Counts;
        var steps = counts.Of(NodeState.Ready) + (2L * counts.Of(NodeState.Running)) + ((long)LastStep * (job.Nodes.Size - counts.Live));
        return Write(job.Status(), job.Since, steps, variant);
    }

    /// <summary>The same of a job that has finished, from its row in the list.</summary>
    public static string Of(JobEnding job, string variant) => Write(job.How, job.Since, (long)LastStep * job.Nodes, variant);

    /// <summary>Which of the ways to show a job a request asks for.</summary>
    public static string VariantOf(RequestContext context, bool includeFile) =>
        (context.Dialect is Dialect.Seed ? "s" : "p") + (includeFile ? "f" : "");

    /// <summary>The variant as whoever asks sees it.</summary>
    public static string Seen(string variant, JobSight sight) => sight switch
    {
        JobSight.All => variant,
        JobSight.Shape => variant + "-shape",
        _ => variant + "-own",
    };

    /// <summary>Whether the client has it already.</summary>
    public static bool IsKnown(HttpRequest request, string tag)
    {
        var given = request.Headers.IfNoneMatch;
        if (given.Count == 0 || !EntityTagHeaderValue.TryParseList([.. given!], out var known))
            return false;
        var shown = EntityTagHeaderValue.Parse(tag);
        return known.Any(one => one.Equals(EntityTagHeaderValue.Any) || one.Compare(shown, useStrongComparison: false));
    }

    /// <summary>Microseconds, as the list has them.</summary>
    private static string Write(JobStatus status, DateTimeOffset since, long steps, string variant)
    {
        var at = (since.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
        return string.Create(CultureInfo.InvariantCulture, $"W/\"{at:x}-{(int)status:x}-{steps:x}-{variant}\"");
    }
}

/// <summary>Found, and the client has it as it is.</summary>
/// <param name="Tag">Its <c>ETag</c>.</param>
internal sealed record Unchanged(string Tag);
