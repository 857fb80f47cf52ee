using Pushy.Contracts.Jobs;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;
using Pushy.Server.Gateway;

namespace Pushy.Server.Jobs;

/// <summary>What a request is about: the job in its body, or the one in its path.</summary>
internal static class JobScopes
{
    public static JobScope OfBody(RequestContext context)
    {
        var request = context.Parsed<JobRequest>();
        return new JobScope(request.Command, [.. request.Nodes.Select(node => new NodeName(node))]);
    }

    public static JobScope OfFound(RequestContext context)
    {
        var spec = context.Found<JobState.Known>().Spec;
        return new JobScope(spec.Command, spec.Nodes);
    }
}
