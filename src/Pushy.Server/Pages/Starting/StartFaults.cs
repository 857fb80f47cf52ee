using System.Globalization;
using Pushy.Domain.Jobs;

namespace Pushy.Server.Pages.Starting;

/// <summary>What is wrong with a form, by the field at which it is told: the field, the fault, what is allowed.</summary>
internal static class StartFaults
{
    /// <param name="nodes">What the names and patterns came to.</param>
    /// <param name="idle">Patterns that fit nothing.</param>
    /// <param name="maxNodes">Most nodes of a job.</param>
    public static Dictionary<string, string> Of(StartForm form, IReadOnlyList<string> nodes, IReadOnlyList<string> idle, int maxNodes)
    {
        var faults = new Dictionary<string, string>(StringComparer.Ordinal);
        if (string.IsNullOrWhiteSpace(form.Command))
            faults["command"] = "The command is missing. It is what each node looks up in its whitelist, as in: chef-client";
        else if (CommandText.Fault(form.Command) is { } unfit)
            faults["command"] = $"No agent takes this command: {unfit}.";
        if (form.Words.Count == 0)
            faults["nodes"] = "On which nodes? Write names, or patterns such as web*";
        else if (idle.Count > 0)
            faults["nodes"] = $"No known node fits '{idle[0]}'{(form.Only.Length > 0 ? " and is of that state" : "")}.";
        else if (nodes.Count > maxNodes)
            faults["nodes"] = string.Create(CultureInfo.InvariantCulture, $"These are {nodes.Count} nodes; a job may have at most {maxNodes}.");
        if (form.ReadQuorum() is not { } quorum)
            faults["quorum"] = "That is no quorum; allowed are whole numbers of nodes, and shares from 0% to 100%.";
        else if (nodes.Count > 0 && quorum.Of(nodes.Count) > nodes.Count)
            faults["quorum"] = string.Create(CultureInfo.InvariantCulture, $"The job has {nodes.Count} {(nodes.Count == 1 ? "node" : "nodes")}: {quorum} could not be reached.");
        if (form.RunTimeout.Length > 0 && !int.TryParse(form.RunTimeout, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            faults["run_timeout"] = "That is no time; allowed are whole seconds from 0.";
        if (Variables(form) is null)
            faults["env"] = "One variable a line, NAME=VALUE, each name once.";
        return faults;
    }

    /// <summary>Null if they cannot be read.</summary>
    public static Dictionary<string, string>? Variables(StartForm form)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in form.Env.Split('\n').Where(line => !string.IsNullOrWhiteSpace(line)))
        {
            var at = line.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0 || !variables.TryAdd(line[..at].Trim(), line[(at + 1)..]))
                return null;
        }

        return variables;
    }
}
