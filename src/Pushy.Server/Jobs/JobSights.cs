using Pushy.Actors.ReadModel;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;
using Pushy.Domain.Permissions;
using Pushy.Server.Configuration;
using Pushy.Server.Directories;
using Pushy.Server.Gateway;

namespace Pushy.Server.Jobs;

/// <summary>How much of jobs whoever asks sees: the one place that all routes, feeds and pages ask (docs/decisions/0189).</summary>
internal sealed class JobSights(JobReader reader, IDirectory directory, PermissionOptions options)
{
    /// <summary>Who asks, and by which rules. The groups come from the directory's cache.</summary>
    public async ValueTask<JobEyes> Of(RequestContext context)
    {
        var who = context.Requestor;
        var hasReaders = await Find(GroupRules.Readers) is not null;
        return new JobEyes(options.Rules, new JobViewer(who.Name, who.Id)
        {
            Node = who.IsNode ? new NodeName(who.Name) : null,
            IsListed = hasReaders && await GroupRules.MayRead(who.Name, who.Type, Find, who.Born),
            IsAdmin = await GroupRules.IsAdmin(who.Name, who.Type, Find, who.Born),
        });

        ValueTask<Group?> Find(string group) => directory.FindGroup(context.Organization, group, context.Aborted);
    }

    /// <summary>The path's job; null if there is none, or none that whoever asks sees.</summary>
    public async ValueTask<JobState.Known?> Find(RequestContext context) =>
        await reader.Find(context.Organization.Id, context.Values["id"], context.Aborted) is { } job && (await Of(context)).Of(job) > JobSight.Nothing ? job : null;
}

/// <summary>One caller's eyes.</summary>
internal sealed record JobEyes(SightRules Rules, JobViewer Viewer)
{
    /// <summary>The node whose jobs alone are in its lists; null: all.</summary>
    public NodeName? OnlyNode => Rules.OnlyNodeOf(Viewer);

    public JobSight Of(JobState.Known job) => Rules.Of(Viewer, new JobStarter(job.Spec.RequestedBy, job.Spec.StarterId), node => job.Nodes.Find(node) is not null);

    /// <summary>Of a job in a list of those that are seen at all.</summary>
    public JobSight Of(JobListing job) => Of(new JobStarter(job.RequestedBy, job.StarterId), isTarget: true);

    public JobSight Of(JobStarter starter, bool isTarget) => Rules.Of(Viewer, starter, _ => isTarget);

    /// <summary>Whether a node's part in a job is seen.</summary>
    public bool Sees(JobState.Known job, NodeName node) => Of(job) switch
    {
        JobSight.Nothing => false,
        JobSight.OwnPart => node == Viewer.Node,
        _ => true,
    };
}
