using System.Collections.Immutable;
using Pushy.Actors.Presence;
using Pushy.Actors.ReadModel;
using Pushy.Domain.Diagnosis;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;
using Pushy.Server.Configuration;
using Pushy.Server.Directories;
using Pushy.Server.Jobs;
using Pushy.Server.Storage;

namespace Pushy.Server.Nodes;

/// <summary>What an inspection brought to light.</summary>
/// <param name="Facts">For the doctor.</param>
/// <param name="Link">The row of its last link.</param>
/// <param name="Jobs">Its last jobs, newest first.</param>
internal sealed record Inspection(NodeFacts Facts, NodeLinkRow? Link, ImmutableArray<JobState.Known> Jobs)
{
    public IReadOnlyList<Finding> Findings { get; } = NodeDoctor.Examine(Facts);
}

/// <summary>Gathers all that is known of one name.</summary>
internal sealed class NodeInspector(NodeBook book, NodeNames names, ClusterNodes cluster, IDirectory directory, JobPages pages, JobReader reader, SignInOptions options, TimeProvider time)
{
    /// <param name="jobs">How many of its last jobs to look at; each is read whole.</param>
    /// <returns>Hosts that did not answer: then there is no inspection.</returns>
    public async Task<(Inspection? Inspection, ImmutableArray<string> Silent)> Inspect(Organization organization, NodeName node, int jobs, CancellationToken ct)
    {
        var (state, silent) = await cluster.Find(new NodeKey(organization.Id, node), ct);
        if (!silent.IsEmpty)
            return (null, silent);

        var link = await book.FindLink(organization.Id, node.Value, ct);
        var past = await LastJobs(organization.Id, node, jobs, ct);
        var enrolment = await Enrolled(organization, node, ct);
        var facts = new NodeFacts(node, state, time.GetUtcNow(), options.ClockSkew)
        {
            Enrolment = enrolment,
            Nearest = enrolment is null && link is null ? await names.Nearest(organization.Id, node) : null,
            Link = link?.Facts,
            Refusal = await book.FindRefusal(organization.Id, node.Value, ct),
            Jobs = [.. past.Select(job => Part(job, node))],
        };
        return (new Inspection(facts, link?.Row, past), []);
    }

    private async Task<Enrolment?> Enrolled(Organization organization, NodeName node, CancellationToken ct)
    {
        var principals = await directory.FindPrincipals(organization, node.Value, ct);
        if (principals?.FirstOrDefault(one => one is { Type: PrincipalType.Client, IsMember: true }) is not { } client)
            return null;
        var now = time.GetUtcNow();
        var expired = client.Keys.Where(key => key.ExpiresAt <= now).Select(key => key.ExpiresAt).ToList();
        return new Enrolment(await book.FindJoining(organization.Id, node.Value, ct), client.Keys.Length - expired.Count, expired.Count, expired.Max());
    }

    private async Task<ImmutableArray<JobState.Known>> LastJobs(string organization, NodeName node, int most, CancellationToken ct)
    {
        if (most == 0)
            return [];
        var page = await pages.Find(new JobFilter(organization) { Node = node }, null, most, ct);
        var jobs = ImmutableArray.CreateBuilder<JobState.Known>(page.Jobs.Count);
        foreach (var position in page.Jobs)
        {
            if (await reader.Find(organization, position.Id.Value, ct) is { } job && job.Nodes.Find(node) is not null)
                jobs.Add(job);
        }

        return jobs.ToImmutable();
    }

    private static JobPart Part(JobState.Known job, NodeName node)
    {
        var part = job.Nodes.Find(node)!;
        return new JobPart(job.Spec.Id, job.Spec.Command, job.CreatedAt, part.State, part.Ending);
    }
}
