using Pushy.Contracts.Nodes;
using Pushy.Domain.Nodes;

namespace Pushy.Contracts.Jobs;

/// <summary>How a node would likely vote if it were asked now.</summary>
public enum LikelyVote
{
    /// <summary>Connected and idle: most likely yes. Whether its whitelist has the command cannot be told beforehand.</summary>
    Yes,

    /// <summary>Busy with another job: no.</summary>
    Busy,

    /// <summary>Made to drop a job: it is not asked.</summary>
    Rehabilitating,

    /// <summary>Not connected: it is not asked.</summary>
    Offline,

    /// <summary>Joined, and never connected.</summary>
    NeverSeen,

    /// <summary>Nobody has this name.</summary>
    Unknown,

    /// <summary>It is there, and no agent takes such a job: no.</summary>
    Refused,
}

/// <summary>A node in a plan.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Vote">Its likely vote.</param>
/// <param name="Job">The job that it is busy with; else null.</param>
public sealed record PlannedNode(string Name, LikelyVote Vote, string? Job)
{
    /// <summary>Of a name that nobody has: one that somebody has and that may have been meant; null if none is near.</summary>
    public string? Nearest { get; init; }

    /// <summary>The vote and its reason in a few words.</summary>
    public string Words => Vote switch
    {
        LikelyVote.Yes => "yes",
        LikelyVote.Busy => Job is null ? "no: busy" : $"no: busy with job {Job}",
        LikelyVote.Rehabilitating => "none: made to drop a job",
        LikelyVote.Offline => "none: not connected",
        LikelyVote.NeverSeen => "none: never connected",
        LikelyVote.Refused => "no: no agent takes this job",
        _ => Nearest is null ? "none: nobody has this name" : $"none: nobody has this name; did you mean {Nearest}?",
    };
}

/// <summary>How the vote on a job would go if it were now, and what its quorum means: what a person looks at before a job is started.</summary>
/// <param name="Nodes">In request order, none twice.</param>
/// <param name="Quorum">As it was asked for.</param>
public sealed record JobPlan(IReadOnlyList<PlannedNode> Nodes, Quorum Quorum)
{
    /// <summary>Makes the plan from what is known of nodes now.</summary>
    /// <param name="nodes">Names, in request order; what comes twice counts once.</param>
    /// <param name="quorum">As it was asked for.</param>
    /// <param name="find">What is known of a name; null for nothing.</param>
    /// <param name="known">All names that there are; null: none is suggested.</param>
    /// <param name="impossible">What keeps every agent from taking the job, as <see cref="JobDemands"/> has it.</param>
    public static JobPlan Of(IEnumerable<string> nodes, Quorum quorum, Func<string, NodeDocument?> find, IEnumerable<string>? known = null, string? impossible = null)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        ArgumentNullException.ThrowIfNull(find);

        var planned = nodes.Distinct(StringComparer.Ordinal).Select(name => Of(name, find(name))).ToArray();
        if (impossible is not null)
            planned = Array.ConvertAll(planned, node => node.Vote is LikelyVote.Yes ? node with { Vote = LikelyVote.Refused } : node);
        var looks = 0;
        for (var at = 0; known is not null && at < planned.Length && looks < NearestName.MostLooks; at++)
        {
            if (planned[at].Vote is not LikelyVote.Unknown)
                continue;
            looks++;
            planned[at] = planned[at] with { Nearest = NearestName.To(new NodeName(planned[at].Name), known)?.Value };
        }

        return new JobPlan(planned, quorum) { Impossible = impossible };
    }

    /// <summary>What keeps every agent from taking the job, whoever is there; null if nothing is known.</summary>
    public string? Impossible { get; init; }

    /// <summary>How many must vote yes.</summary>
    public int Needed => Quorum.Of(Nodes.Count);

    /// <summary>How many likely do.</summary>
    public int LikelyYes => Count(LikelyVote.Yes);

    /// <summary>Whether as many nodes are likely to vote yes as are needed.</summary>
    public bool LikelyToRun => LikelyYes >= Needed;

    /// <summary>Whether more are needed than there are, so that no vote could be won.</summary>
    public bool CannotBeWon => Needed > Nodes.Count;

    /// <summary>Nodes of one likely vote.</summary>
    public int Count(LikelyVote vote) => Nodes.Count(node => node.Vote == vote);

    /// <summary>What the quorum means, as a sentence.</summary>
    public string Meaning => $"Quorum: {Quorum} means that {Needed} of {Nodes.Count} must vote yes before the command runs anywhere.";

    /// <summary>How it would go, as sentences.</summary>
    public string Verdict => this switch
    {
        { Impossible: { } why } => $"The vote cannot be won: no agent takes this job: {why}.",
        { CannotBeWon: true } => $"The vote cannot be won: {Needed} must vote yes, and there are only {Nodes.Count}.",
        { LikelyToRun: true } => $"The vote would likely be won{(LikelyYes > Needed ? $", and still be if {LikelyYes - Needed} more were missing" : "; nobody may be missing")}.",
        _ => $"The vote would likely be lost: {Needed - LikelyYes} more would have to be there.{(LikelyYes > 0 ? $" With a quorum of {LikelyYes} it would likely be won." : "")}",
    };

    private static PlannedNode Of(string name, NodeDocument? node) => new(name, node switch
    {
        null => LikelyVote.Unknown,
        { Availability: NodePresenceWords.Available } => LikelyVote.Yes,
        { Availability: NodePresenceWords.Busy } => LikelyVote.Busy,
        { Availability: NodePresenceWords.Rehabilitating } => LikelyVote.Rehabilitating,
        { Presence: NodePresenceWords.NeverSeen } => LikelyVote.NeverSeen,
        _ => LikelyVote.Offline,
    }, node?.Job);
}
