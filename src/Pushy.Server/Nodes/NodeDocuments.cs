using System.Text.Json;
using Pushy.Contracts.Jobs;
using Pushy.Contracts.Nodes;
using Pushy.Domain.Diagnosis;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;
using Pushy.Server.Jobs;
using Pushy.Server.Storage;

namespace Pushy.Server.Nodes;

/// <summary>Nodes as the API shows them.</summary>
internal static class NodeDocuments
{
    public static NodeCountsDocument Count(IEnumerable<NodeDocument> nodes)
    {
        var (available, busy, rehabilitating, offline, neverSeen) = (0, 0, 0, 0, 0);
        foreach (var node in nodes)
        {
            switch (node)
            {
                case { Availability: NodePresenceWords.Available }: available++; break;
                case { Availability: NodePresenceWords.Busy }: busy++; break;
                case { Availability: NodePresenceWords.Rehabilitating }: rehabilitating++; break;
                case { Presence: NodePresenceWords.NeverSeen }: neverSeen++; break;
                default: offline++; break;
            }
        }

        return new NodeCountsDocument(available, busy, rehabilitating, offline, neverSeen);
    }

    public static NodeDetailDocument Of(Inspection inspection)
    {
        var facts = inspection.Facts;
        var known = facts.Link is { } link ? new KnownNode(facts.Node.Value, link.LastSeen, inspection.Link?.EndedAt is { } end ? StoredTime.FromStored(end) : null) : null;
        return new NodeDetailDocument(
            NodeOverview.Of(facts.Node, facts.State, known, facts.Now),
            facts.Enrolment is not null,
            facts.Enrolment is { } joined ? new NodeKeysDocument(joined.ValidKeys, joined.ExpiredKeys) : null,
            [.. inspection.Jobs.Select(job => Of(job, facts.Node))],
            [.. inspection.Findings.Select(finding => new FindingDocument(Snake(finding.Level), finding.Text, finding.Remedy))])
        {
            JoinedAt = facts.Enrolment?.At,
            Link = facts.Link is { } last ? Of(last, inspection.Link?.EndedAt) : null,
            LastRefusal = facts.Refusal is { } refusal
                ? new NodeRefusalDocument(Snake(refusal.Why), refusal.Remote) { At = refusal.At, ClockSkew = Seconds(refusal.ClockSkew) } : null,
        };
    }

    private static NodeLinkDocument Of(LinkFacts link, long? endedAt) => new(link.Remote)
    {
        ConnectedAt = link.ConnectedAt,
        EndedAt = endedAt is { } end ? StoredTime.FromStored(end) : null,
        End = link.End is { } how ? Snake(how) : null,
        Host = link.Host,
        Version = link.Version,
        Platform = link.Platform,
        ClockSkew = Seconds(link.ClockSkew),
    };

    private static NodeJobDocument Of(JobState.Known job, NodeName node) =>
        new(job.Spec.Id.Value, job.Spec.Command, StateNames.Of(job.Status(), Dialect.PushJobs), JobDocuments.Of(node, job.Nodes.Find(node)!)) { CreatedAt = job.CreatedAt };

    private static int? Seconds(TimeSpan? skew) => skew is { } known ? (int)known.TotalSeconds : null;

    private static string Snake(Enum word) => JsonNamingPolicy.SnakeCaseLower.ConvertName(word.ToString());
}
