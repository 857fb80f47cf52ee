using System.Collections.Immutable;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Actors.Tests.Journal;

/// <summary>One of each kind that the journal stores, by the name of its golden file. Never changed: new kinds are added.</summary>
internal static class Samples
{
    public static readonly DateTimeOffset Noon = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly NodeName Node = new("web1");

    public static readonly JobSpec Spec = new(
        new JobId("0123456789abcdef0123456789abcdef"), "fedcba9876543210fedcba9876543210", "chef-client -o 'role[web]'", [Node, new NodeName("db:1")], 1,
        TimeSpan.FromSeconds(3600), TimeSpan.FromSeconds(60),
        new RunOptions("deploy", "/srv", ImmutableSortedDictionary<string, string>.Empty.Add("LANG", "C").Add("Ü", "€"), "raw:x\n", CaptureOutput: true), "alice");

    public static readonly IReadOnlyDictionary<string, JobEvent> Events = new Dictionary<string, JobEvent>
    {
        ["submitted"] = new JobEvent.Submitted(Spec, Noon, Noon.AddSeconds(60)),
        ["submitted_traced"] = new JobEvent.Submitted(Spec with { Trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" }, Noon, Noon.AddSeconds(60)),
        ["node_ready"] = new JobEvent.NodeReady(Node, Noon),
        ["node_started"] = new JobEvent.NodeStarted(Node, Noon, Noon.AddSeconds(-1)),
        ["node_ended"] = new JobEvent.NodeEnded(Node, new NodeEnding.VoteTimeout(), Noon),
        ["node_strayed"] = new JobEvent.NodeStrayed(Node, Noon),
        ["vote_closed"] = new JobEvent.VoteClosed(Noon),
        ["quorum_reached"] = new JobEvent.QuorumReached(Noon, Noon.AddHours(1)),
        ["quorum_failed"] = new JobEvent.QuorumFailed(Noon),
        ["completed"] = new JobEvent.Completed(Noon),
        ["timed_out"] = new JobEvent.TimedOut(Noon),
        ["aborted"] = new JobEvent.Aborted("bob", Noon),
    };

    public static readonly IReadOnlyDictionary<string, NodeEnding> Endings = new Dictionary<string, NodeEnding>
    {
        ["nacked"] = new NodeEnding.Nacked(NackReason.NotWhitelisted, "not in the list"),
        ["took_vote_back"] = new NodeEnding.TookVoteBack(NackReason.Stopping, null),
        ["down_while_voting"] = new NodeEnding.DownWhileVoting(DownReason.NeverSeen),
        ["out_of_turn_while_voting"] = new NodeEnding.OutOfTurnWhileVoting(),
        ["vote_timeout"] = new NodeEnding.VoteTimeout(),
        ["lost_job_while_voting"] = new NodeEnding.LostJobWhileVoting(),
        ["quorum_failed"] = new NodeEnding.QuorumFailed(),
        ["ended"] = new NodeEnding.Ended(new CommandResult(false, 3, 9, "killed", Noon.AddSeconds(-5), Noon)),
        ["run_nacked"] = new NodeEnding.RunNacked(NackReason.LockHeld, "by 4711"),
        ["run_nacked_while_running"] = new NodeEnding.RunNackedWhileRunning(NackReason.Unstated, null),
        ["broke_off"] = new NodeEnding.BrokeOff("power failure"),
        ["down_while_running"] = new NodeEnding.DownWhileRunning(DownReason.ConnectionLost),
        ["lost_job_while_running"] = new NodeEnding.LostJobWhileRunning(),
        ["run_timeout"] = new NodeEnding.RunTimeout(),
        ["aborted_by_user"] = new NodeEnding.AbortedByUser("bob"),
    };

    public static readonly JobState.Finished Finished = new(
        Spec,
        NodeBoard.Of(new Dictionary<NodeName, NodePart>
        {
            [Node] = new NodePart.Ended(Endings["ended"], Noon, Noon.AddSeconds(-5)),
            [new NodeName("db:1")] = new NodePart.Strayed(Endings["down_while_running"], Noon.AddSeconds(1), null),
        }),
        Noon.AddMinutes(-1), Noon.AddSeconds(2), JobStatus.Complete);

    /// <summary>A job with a node in each part that a job which runs may have.</summary>
    public static readonly JobState.Running Running = new(
        Spec with { Nodes = [Node, new("db:1"), new("new"), new("ended"), new("strayed")] },
        NodeBoard.Of(new Dictionary<NodeName, NodePart>
        {
            [Node] = new NodePart.Running(Noon, Noon.AddSeconds(-1)),
            [new NodeName("db:1")] = NodePart.Ready.Instance,
            [new NodeName("new")] = NodePart.New.Instance,
            [new NodeName("ended")] = new NodePart.Ended(Endings["ended"], Noon, Noon.AddSeconds(-5)),
            [new NodeName("strayed")] = new NodePart.Strayed(Endings["down_while_running"], Noon.AddSeconds(1), null),
        }),
        Noon.AddMinutes(-1), Noon.AddSeconds(2), Noon.AddHours(1));

    /// <summary>One that votes.</summary>
    public static readonly JobState.Voting Voting = new(
        Spec, NodeBoard.Of(new Dictionary<NodeName, NodePart> { [Node] = NodePart.Ready.Instance, [new NodeName("db:1")] = NodePart.New.Instance }), Noon, Noon.AddMinutes(1));

    /// <summary>Row of the journal as a golden file has it; the ending's files hold a node's end.</summary>
    public static JobEvent RowOf(NodeEnding ending) => new JobEvent.NodeEnded(Node, ending, Noon);

    public static void AssertSame(JobEvent expected, JobEvent actual)
    {
        if (expected is JobEvent.Submitted(var one, _, _) && actual is JobEvent.Submitted(var other, _, _) submitted)
        {
            AssertSame(one, other);
            actual = submitted with { Spec = one };
        }

        Assert.Equal(expected, actual);
    }

    public static void AssertSame(JobSpec expected, JobSpec actual)
    {
        Assert.Equal<NodeName>(expected.Nodes, actual.Nodes);   // as sequences: an ImmutableArray equals itself only
        Assert.Equal(expected.Options.Env, actual.Options.Env);
        Assert.Equal(expected, actual with { Nodes = expected.Nodes, Options = actual.Options with { Env = expected.Options.Env } });
    }

    /// <summary>Compares every node's part, too: a job's record has its nodes by reference.</summary>
    public static void AssertSame(JobState.Known expected, JobState.Known actual)
    {
        AssertSame(expected.Spec, actual.Spec);
        Assert.Equal(expected, actual with { Spec = expected.Spec, Nodes = expected.Nodes });
        Assert.All(expected.Spec.Nodes, node => Assert.Equal(expected.Nodes.Find(node), actual.Nodes.Find(node)));
        Assert.All(Enum.GetValues<NodeState>(), state => Assert.Equal(expected.Nodes.Counts.Of(state), actual.Nodes.Counts.Of(state)));
    }
}
