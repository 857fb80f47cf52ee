using System.Collections.Immutable;
using Pushy.Contracts.Jobs;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Server.Jobs;

/// <summary>A job's body as the domain takes it.</summary>
internal static class JobSpecs
{
    /// <param name="voteWindow">Setting <c>pushy.jobs.vote-timeout</c>.</param>
    public static JobSpec Of(JobRequest request, JobId id, string organization, string requestor, TimeSpan voteWindow) => new(
        id,
        organization,
        request.Command,
        [.. request.Nodes.Select(node => new NodeName(node))],
        request.Quorum,
        TimeSpan.FromSeconds(request.RunTimeout),
        voteWindow,
        new RunOptions(request.User, request.Dir, request.Env?.ToImmutableSortedDictionary(StringComparer.Ordinal), request.File, request.CaptureOutput),
        requestor);
}
