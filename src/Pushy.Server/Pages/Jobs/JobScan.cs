using System.Collections.Immutable;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Server.Pages.Jobs;

/// <summary>A node and where it stands.</summary>
public readonly record struct NodeLine(NodeName Node, NodePart Part);

/// <summary>How a vote went, in nodes.</summary>
/// <param name="Yes">Voted yes, whatever became of them.</param>
/// <param name="No">Refused.</param>
/// <param name="Silent">Not there, not to be relied on, or too late.</param>
/// <param name="Open">Not decided.</param>
public readonly record struct Votes(int Yes, int No, int Silent, int Open);

/// <summary>All that a job's page shows, from one look at all of its nodes. The lists are bounded, however many nodes there are.</summary>
/// <param name="States">A letter for each node in request order: <c>a</c> and the number of its state.</param>
/// <param name="Votes">How the vote went.</param>
/// <param name="Bad">Nodes that did not succeed, the worst kind first and within it as they ended; at most <see cref="MostOfState"/> of each.</param>
/// <param name="Slow">Nodes that run, those first that do so for longest; at most <see cref="MostSlow"/>.</param>
/// <param name="Others">Nodes that nothing need be done about; as many as make <see cref="MostRows"/>.</param>
/// <param name="FirstStart">When a first node started; null: none has.</param>
/// <param name="LastEnd">When the last of those that ended did.</param>
public sealed record JobScan(
    string States, Votes Votes, ImmutableArray<NodeLine> Bad, ImmutableArray<NodeLine> Slow, ImmutableArray<NodeLine> Others, DateTimeOffset? FirstStart, DateTimeOffset? LastEnd)
{
    public const int MostOfState = 25;
    public const int MostSlow = 25;
    public const int MostRows = 60;

    /// <summary>The order in which people want to see them.</summary>
    private static readonly NodeState[] Severity =
        [NodeState.Failed, NodeState.Crashed, NodeState.TimedOut, NodeState.Nacked, NodeState.Unavailable, NodeState.Aborted];

    /// <summary>Those shown, in order: what went wrong with the command, what takes long, then what never ran.</summary>
    public IEnumerable<NodeLine> Lines => [.. Bad.Where(line => WentWrong(line.Part.State)), .. Slow, .. Bad.Where(line => !WentWrong(line.Part.State)), .. Others];

    /// <summary>Nodes shown.</summary>
    public int Shown => Bad.Length + Slow.Length + Others.Length;

    public static bool IsBad(NodeState state) => Severity.Contains(state);

    private static bool WentWrong(NodeState state) => state is NodeState.Failed or NodeState.Crashed or NodeState.TimedOut;

    public static JobScan Of(JobState.Known job)
    {
        ArgumentNullException.ThrowIfNull(job);

        var nodes = job.Spec.Nodes;
        var states = new char[nodes.Length];
        var bad = Severity.ToDictionary(state => state, _ => new List<NodeLine>());
        var slow = new PriorityQueue<NodeLine, DateTimeOffset>(Comparer<DateTimeOffset>.Create((one, other) => other.CompareTo(one)));   // the youngest on top
        var others = new List<NodeLine>();
        var (votes, first, last) = (default(Votes), (DateTimeOffset?)null, (DateTimeOffset?)null);
        for (var i = 0; i < nodes.Length; i++)
        {
            var line = new NodeLine(nodes[i], job.Nodes.Find(nodes[i])!);
            var state = line.Part.State;
            states[i] = (char)('a' + (int)state);
            votes = Count(votes, line.Part);
            first = Earlier(first, line.Part.Started);
            last = Later(last, line.Part.EndedAt);
            if (bad.TryGetValue(state, out var alike))
            {
                if (alike.Count < MostOfState)
                    alike.Add(line);
            }
            else if (state == NodeState.Running)
            {
                slow.Enqueue(line, line.Part.Started!.Value);
                if (slow.Count > MostSlow)
                    slow.Dequeue();
            }
            else if (others.Count < MostRows)
            {
                others.Add(line);
            }
        }

        ImmutableArray<NodeLine> worst = [.. Severity.SelectMany(state => bad[state].OrderBy(line => line.Part.EndedAt))];
        ImmutableArray<NodeLine> slowest = [.. slow.UnorderedItems.OrderBy(item => item.Priority).Select(item => item.Element)];
        return new JobScan(new string(states), votes, worst, slowest, [.. others.Take(Math.Max(0, MostRows - worst.Length - slowest.Length))], first, last);
    }

    private static Votes Count(Votes votes, NodePart part) => part switch
    {
        NodePart.New => votes with { Open = votes.Open + 1 },
        { Ending: NodeEnding.Nacked } => votes with { No = votes.No + 1 },
        { Ending: NodeEnding.TookVoteBack or NodeEnding.DownWhileVoting or NodeEnding.OutOfTurnWhileVoting or NodeEnding.LostJobWhileVoting or NodeEnding.VoteTimeout } =>
            votes with { Silent = votes.Silent + 1 },
        { Ending: NodeEnding.AbortedByUser, Started: null } => votes with { Open = votes.Open + 1 },   // before the run, or before it had started: nobody kept which
        _ => votes with { Yes = votes.Yes + 1 },
    };

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) => one is null || other < one ? other ?? one : one;

    private static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset? other) => one is null || other > one ? other ?? one : one;
}
