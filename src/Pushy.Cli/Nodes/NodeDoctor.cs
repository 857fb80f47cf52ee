using System.Globalization;
using Pushy.Cli.Jobs;

namespace Pushy.Cli.Nodes;

/// <summary>How much a finding matters.</summary>
internal enum Weight
{
    Fine,
    Problem,
    Unknown,
}

/// <summary>One thing that the doctor has to say.</summary>
internal sealed record Finding(Weight Weight, string Text);

/// <summary>Why a node does not answer, as far as it can be told.</summary>
internal static class NodeDoctor
{
    /// <summary>Servers take signatures within 15 minutes.</summary>
    private static readonly TimeSpan WorryingSkew = TimeSpan.FromMinutes(1);

    /// <summary>Reasons for a no or a silence that stay until somebody does something.</summary>
    private static readonly Dictionary<string, string> Advice = new()
    {
        ["not_whitelisted"] = "add the command to the agent's whitelist, and restart the agent",
        ["no_such_user"] = "create the account on the node, or leave --user out",
        ["no_such_directory"] = "create the directory on the node, or leave --dir out",
        ["cannot_switch_user"] = "run the agent as root, or leave --user out",
        ["lock_held"] = "another program on the node holds the lock of this command; wait, or look for it there",
        ["state_not_writable"] = "look at the disk and the agent's state directory on the node",
    };

    public static IEnumerable<Finding> Examine(NodeFacts node)
    {
        yield return node.Available
            ? new Finding(Weight.Fine, "It is connected and can be asked for its vote.")
            : new Finding(Weight.Problem, "It is not connected: no job can run on it now.");
        foreach (var finding in Enrolment(node))
            yield return finding;
        if (node.BusyWith is { } job)
            yield return new Finding(Weight.Problem, $"It is in job {job}: until that has ended it votes no. See it: pushy job status {job}");
        else if (node.Available)
            yield return new Finding(Weight.Fine, "It is in no job now.");
        foreach (var finding in Past(node))
            yield return finding;
        if (node.Skew is { } skew && skew.Duration() > WorryingSkew)
            yield return new Finding(Weight.Problem, string.Create(CultureInfo.InvariantCulture, $"The clock of this machine is {Math.Abs(skew.TotalSeconds):0} s {(skew > TimeSpan.Zero ? "before" : "behind")} the server's. If the node's is as well, its sign-in fails from 900 s on."));
        yield return new Finding(Weight.Unknown, "The API does not tell when it was last connected, what its own clock says, whether it is being made to drop a job, or its whitelist.");
        if (!node.Available)
            yield return new Finding(Weight.Unknown, "On the node: systemctl status pushy-agent, and the agent's log, which says why it cannot connect.");
    }

    private static IEnumerable<Finding> Enrolment(NodeFacts node)
    {
        switch (node)
        {
            case { Enrolled: false, Available: false }:
                yield return new Finding(Weight.Problem, $"Nobody of this name has ever joined. Is it spelt right? 'pushy node list' shows names; else join it: pushy-agent join --node {node.Name}");
                break;
            case { Enrolled: null }:
                yield return new Finding(Weight.Unknown, "Whether it has ever joined cannot be seen: the directory is elsewhere, or you lack the right.");
                break;
            case { UsableKeys: 0 }:
                yield return new Finding(Weight.Problem, "It has joined, but has no key that is still valid: its sign-in is refused. An admin can add one to it.");
                break;
            default:
                yield return new Finding(Weight.Fine, node.UsableKeys is { } keys ? $"It has joined; valid keys: {keys}." : "It has joined.");
                break;
        }
    }

    private static IEnumerable<Finding> Past(NodeFacts node)
    {
        if (node.Past.Count == 0)
        {
            yield return new Finding(Weight.Unknown, "It has been in no job that the server still knows.");
            yield break;
        }

        foreach (var past in node.Past)
        {
            var well = past.Part.State is "succeeded" or "was_ready" or "new" or "ready" or "running";
            var advice = past.Part.Reason is { } reason && Advice.TryGetValue(reason, out var what) ? $" ({what})" : "";
            var why = past.Part.Detail ?? past.Part.Outcome();
            yield return new Finding(
                well ? Weight.Fine : Weight.Problem,
                $"In job {past.Job} of {past.CreatedAt}: {past.Part.State.Replace('_', ' ')}{(why.Length > 0 ? $". {why}" : "")}{advice}");
        }
    }
}
