namespace Pushy.Domain.Nodes;

/// <summary>Answers "why not?": a word for programs and a sentence for people.</summary>
public static class NodeEndingText
{
    /// <summary>A stable snake_case word.</summary>
    public static string Code(this NodeEnding ending) => ending switch
    {
        NodeEnding.Nacked(NackReason.Unstated, _) => "nacked",
        NodeEnding.Nacked(var why, _) => Snake(why),
        NodeEnding.TookVoteBack => "took_vote_back",
        NodeEnding.DownWhileVoting(var why) => Snake(why),
        NodeEnding.OutOfTurnWhileVoting => "out_of_turn",
        NodeEnding.VoteTimeout => "vote_timeout",
        NodeEnding.LostJobWhileVoting => "lost_job",
        NodeEnding.QuorumFailed => "quorum_failed",
        NodeEnding.Ended { Result.Succeeded: true } => "succeeded",
        NodeEnding.Ended { Result.Signal: not null } => "killed_by_signal",
        NodeEnding.Ended { Result.ExitStatus: not null } => "exit_status",
        NodeEnding.Ended => "failed",
        NodeEnding.RunNacked(NackReason.Unstated, _) => "run_nacked",
        NodeEnding.RunNacked(var why, _) => Snake(why),
        NodeEnding.RunNackedWhileRunning => "run_nacked_while_running",
        NodeEnding.BrokeOff => "broke_off",
        NodeEnding.DownWhileRunning(var why) => Snake(why),
        NodeEnding.LostJobWhileRunning => "lost_job",
        NodeEnding.RunTimeout => "run_timeout",
        NodeEnding.AbortedByUser => "aborted_by_user",
        _ => throw new InvalidOperationException($"{ending.GetType().Name} has no code"),
    };

    /// <summary>One sentence, with the agent's own words where it gave any.</summary>
    public static string Sentence(this NodeEnding ending) => ending switch
    {
        NodeEnding.Nacked(var why, var detail) => $"The node refused the job: {Because(why, detail)}.",
        NodeEnding.TookVoteBack(var why, var detail) => $"The node voted yes and then refused: {Because(why, detail)}.",
        NodeEnding.DownWhileVoting(DownReason.UnknownName) { Nearest: { } nearest } => $"Nobody has this name; did you mean {nearest}?",
        NodeEnding.DownWhileVoting(var why) => Sentence(why),
        NodeEnding.OutOfTurnWhileVoting => "The node sent a message that has no place in a vote, so it was reset.",
        NodeEnding.VoteTimeout => "The node is connected but did not answer before the vote closed.",
        NodeEnding.LostJobWhileVoting => "The node voted yes and then knew nothing of the job any more.",
        NodeEnding.QuorumFailed => "The node was ready, but too few others were.",
        NodeEnding.Ended { Result: { Succeeded: true } } => "The command ended with exit code 0.",
        NodeEnding.Ended { Result: { Signal: { } signal, Detail: var detail } } => $"The command was ended by signal {signal}{Words(detail)}.",
        NodeEnding.Ended { Result: { ExitStatus: { } code, Detail: var detail } } => $"The command ended with exit code {code}{Words(detail)}.",
        NodeEnding.Ended { Result.Detail: var detail } => $"The command failed{Words(detail)}.",
        NodeEnding.RunNacked(var why, var detail) => $"The node was ready and then refused to run: {Because(why, detail)}.",
        NodeEnding.RunNackedWhileRunning => "The node ran the command and then refused it, so it was reset.",
        NodeEnding.BrokeOff(var detail) => $"The node stopped the job without being asked{Words(detail)}.",
        NodeEnding.DownWhileRunning(var why) => Sentence(why),
        NodeEnding.LostJobWhileRunning => "The node is connected but knows nothing of the job any more; its result is lost.",
        NodeEnding.RunTimeout => "The job's run timeout passed before the command ended, so it was stopped.",
        NodeEnding.AbortedByUser(var by) => $"The job was aborted by {by}.",
        _ => throw new InvalidOperationException($"{ending.GetType().Name} has no sentence"),
    };

    private static string Sentence(DownReason why) => why switch
    {
        DownReason.NeverSeen => "The node is not connected and has not been since the server started.",
        DownReason.NotANodeName => "No node can have this name.",
        DownReason.Offline => "The node is not connected.",
        DownReason.Resetting => "The node is being reset after an earlier job.",
        DownReason.ConnectionLost => "The node's connection was lost and it did not come back in time.",
        DownReason.AgentRestarted => "The node's agent was restarted.",
        DownReason.AgentStopped => "The node's agent was stopped.",
        DownReason.UnknownName => "Nobody has this name.",
        _ => throw new ArgumentOutOfRangeException(nameof(why), why, null),
    };

    /// <summary>Where only the agent's words tell, they are the reason.</summary>
    private static string Because(NackReason why, string? detail) =>
        why is NackReason.Unstated && !string.IsNullOrWhiteSpace(detail) ? WithoutEnd(detail) : Because(why) + Words(detail);

    private static string Because(NackReason why) => why switch
    {
        NackReason.Unstated => "it gave no reason",
        NackReason.Busy => "it is busy with another job",
        NackReason.NotWhitelisted => "its whitelist does not have this command",
        NackReason.NoSuchUser => "the user does not exist there",
        NackReason.NoSuchDirectory => "the directory does not exist there",
        NackReason.BadFile => "the file cannot be used",
        NackReason.BadEnvironment => "the environment has a variable that it does not allow",
        NackReason.CannotSwitchUser => "its agent may not switch to that user",
        NackReason.LockHeld => "another program holds the lock of this command",
        NackReason.NotCommitted => "it had not committed to the job",
        NackReason.Malformed => "the request was incomplete",
        NackReason.Stopping => "its agent is stopping",
        NackReason.StateNotWritable => "it cannot write its state to disk",
        NackReason.BadCommand => "no agent takes such a command",
        NackReason.DirectoryDenied => "the account that the command runs as may not enter the directory",
        NackReason.NoSuchProgram => "the program does not exist there",
        NackReason.NotExecutable => "the account that the command runs as may not execute the program",
        _ => Snake(why).Replace('_', ' '),
    };

    private static string Words(string? detail) => string.IsNullOrWhiteSpace(detail) ? "" : $" ({WithoutEnd(detail)})";

    private static string WithoutEnd(string detail) => detail.TrimEnd('.', ' ', '\n');

    private static string Snake(Enum word) => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(word.ToString());
}
