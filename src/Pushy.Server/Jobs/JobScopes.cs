using Pushy.Contracts.Jobs;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;
using Pushy.Domain.Permissions;
using Pushy.Server.Gateway;

namespace Pushy.Server.Jobs;

/// <summary>What a request is about: the job in its body, or the one in its path.</summary>
internal static class JobScopes
{
    public static JobScope OfBody(RequestContext context)
    {
        var request = context.Parsed<JobRequest>();
        return new JobScope(request.Command, [.. request.Nodes.Select(node => new NodeName(node))])
        {
            Extras = JobExtra.Of(request.Env?.Keys, request.Dir, request.User, request.File is not null),
        };
    }

    /// <summary>Of a job that is to be stopped: what it brought is no matter then.</summary>
    public static JobScope OfFound(RequestContext context)
    {
        var spec = context.Found<JobState.Known>().Spec;
        return new JobScope(spec.Command, spec.Nodes);
    }
}
