using Pushy.Domain.Nodes;

namespace Pushy.Actors.Journal;

/// <summary>Endings as stored, and back.</summary>
internal static class StoredEndings
{
    private static readonly StoredNames<NackReason> Nacks = new(
        [(NackReason.Unstated, "unstated"), (NackReason.Busy, "busy"), (NackReason.NotWhitelisted, "not_whitelisted"), (NackReason.NoSuchUser, "no_such_user"),
        (NackReason.NoSuchDirectory, "no_such_directory"), (NackReason.BadFile, "bad_file"), (NackReason.BadEnvironment, "bad_environment"),
        (NackReason.CannotSwitchUser, "cannot_switch_user"), (NackReason.LockHeld, "lock_held"), (NackReason.NotCommitted, "not_committed"),
        (NackReason.Malformed, "malformed"), (NackReason.Stopping, "stopping"), (NackReason.StateNotWritable, "state_not_writable")],
        [
            (NackReason.BadCommand, "bad_command", NackReason.Unstated), (NackReason.DirectoryDenied, "directory_denied", NackReason.Unstated),
            (NackReason.NoSuchProgram, "no_such_program", NackReason.Unstated), (NackReason.NotExecutable, "not_executable", NackReason.Unstated),
        ]);

    private static readonly StoredNames<DownReason> Downs = new(
        [(DownReason.NeverSeen, "never_seen"), (DownReason.NotANodeName, "not_a_node_name"), (DownReason.Offline, "offline"), (DownReason.Resetting, "resetting"),
        (DownReason.ConnectionLost, "connection_lost"), (DownReason.AgentRestarted, "agent_restarted"), (DownReason.AgentStopped, "agent_stopped")],
        [(DownReason.UnknownName, "unknown_name", DownReason.NeverSeen)]);

    public static StoredEnding Store(NodeEnding ending) => ending switch
    {
        NodeEnding.Nacked(var why, var detail) => Nacked("nacked", why, detail),
        NodeEnding.TookVoteBack(var why, var detail) => Nacked("took_vote_back", why, detail),
        NodeEnding.DownWhileVoting(var why) down => Down("down_while_voting", why) with { Near = down.Nearest?.Value },
        NodeEnding.OutOfTurnWhileVoting => new("out_of_turn_while_voting"),
        NodeEnding.VoteTimeout => new("vote_timeout"),
        NodeEnding.LostJobWhileVoting => new("lost_job_while_voting"),
        NodeEnding.QuorumFailed => new("quorum_failed"),
        NodeEnding.Ended(var result) => new("ended")
        {
            Ok = result.Succeeded,
            Exit = result.ExitStatus,
            Signal = result.Signal,
            Detail = result.Detail,
            Started = result.StartedAt,
            Ended = result.EndedAt,
        },
        NodeEnding.RunNacked(var why, var detail) => Nacked("run_nacked", why, detail),
        NodeEnding.RunNackedWhileRunning(var why, var detail) => Nacked("run_nacked_while_running", why, detail),
        NodeEnding.BrokeOff(var detail) => new("broke_off") { Detail = detail },
        NodeEnding.DownWhileRunning(var why) => Down("down_while_running", why),
        NodeEnding.LostJobWhileRunning => new("lost_job_while_running"),
        NodeEnding.RunTimeout => new("run_timeout"),
        NodeEnding.AbortedByUser(var by) => new("aborted_by_user") { By = by },
        _ => throw new InvalidOperationException($"{ending.GetType().Name} has no stored form"),
    };

    public static NodeEnding Restore(StoredEnding stored) => stored.T switch
    {
        "nacked" => new NodeEnding.Nacked(Nacks.Parse(stored.Why, stored.Finer), stored.Detail),
        "took_vote_back" => new NodeEnding.TookVoteBack(Nacks.Parse(stored.Why, stored.Finer), stored.Detail),
        "down_while_voting" => new NodeEnding.DownWhileVoting(Downs.Parse(stored.Why, stored.Finer)) { Nearest = stored.Near is { } near ? new NodeName(near) : null },
        "out_of_turn_while_voting" => new NodeEnding.OutOfTurnWhileVoting(),
        "vote_timeout" => new NodeEnding.VoteTimeout(),
        "lost_job_while_voting" => new NodeEnding.LostJobWhileVoting(),
        "quorum_failed" => new NodeEnding.QuorumFailed(),
        "ended" => new NodeEnding.Ended(new CommandResult(stored.Ok ?? false, stored.Exit, stored.Signal, stored.Detail, stored.Started, stored.Ended)),
        "run_nacked" => new NodeEnding.RunNacked(Nacks.Parse(stored.Why, stored.Finer), stored.Detail),
        "run_nacked_while_running" => new NodeEnding.RunNackedWhileRunning(Nacks.Parse(stored.Why, stored.Finer), stored.Detail),
        "broke_off" => new NodeEnding.BrokeOff(stored.Detail),
        "down_while_running" => new NodeEnding.DownWhileRunning(Downs.Parse(stored.Why, stored.Finer)),
        "lost_job_while_running" => new NodeEnding.LostJobWhileRunning(),
        "run_timeout" => new NodeEnding.RunTimeout(),
        "aborted_by_user" => new NodeEnding.AbortedByUser(stored.By ?? ""),
        _ => throw new InvalidDataException($"the journal has the ending '{stored.T}', which this version does not know"),
    };

    private static StoredEnding Nacked(string type, NackReason why, string? detail)
    {
        var (name, finer) = Nacks.Of(why);
        return new(type) { Why = name, Finer = finer, Detail = detail };
    }

    private static StoredEnding Down(string type, DownReason why)
    {
        var (name, finer) = Downs.Of(why);
        return new(type) { Why = name, Finer = finer };
    }
}
