using Pushy.Domain.Nodes;

namespace Pushy.Domain.Diagnosis;

/// <summary>What to do about a node's part in a job that did not go well, where that is something that stays until somebody does.</summary>
public static class JobAdvice
{
    /// <returns>Null: nothing in particular.</returns>
    public static string? For(NodeEnding ending) => ending switch
    {
        NodeEnding.Nacked(var why, _) => For(why),
        NodeEnding.TookVoteBack(var why, _) => For(why),
        NodeEnding.RunNacked(var why, _) => For(why),
        NodeEnding.RunNackedWhileRunning(var why, _) => For(why),
        NodeEnding.RunTimeout => "give the job more time (--run-timeout), or find out on the node why the command takes so long",
        NodeEnding.DownWhileRunning or NodeEnding.LostJobWhileRunning => "look on the node whether the command's work was done, before the job is started again",
        _ => null,
    };

    private static string? For(NackReason why) => why switch
    {
        NackReason.NotWhitelisted => "add the command to the agent's whitelist, and have it read anew: systemctl reload pushy-agent",
        NackReason.NoSuchUser => "create the account on the node, or leave the job's user out",
        NackReason.NoSuchDirectory => "create the directory on the node, or leave the job's directory out",
        NackReason.CannotSwitchUser => "run the agent as root, or leave the job's user out",
        NackReason.LockHeld => "another program on the node holds the lock of this command: wait, or look for it there",
        NackReason.StateNotWritable => "look at the disk and the agent's state directory on the node",
        NackReason.DirectoryDenied => "give the account the right x on the directory and those above it, or leave the job's directory out",
        NackReason.NoSuchProgram => "install the program on the node, or name it by its whole path in the whitelist",
        NackReason.NotExecutable => "give the account the right x on the program, or run the command as another",
        _ => null,
    };
}
