using System.Text.Json.Nodes;
using Pushy.Cli.Output;

namespace Pushy.Cli.Jobs;

/// <summary>What <c>--dry-run</c> says: how the vote would go if it were now.</summary>
/// <param name="Nodes">In request order, none twice.</param>
/// <param name="Quorum">As it was asked for.</param>
/// <param name="Busy">Job by node.</param>
internal sealed record StartPlan(
    string Command, IReadOnlyList<string> Nodes, Quorum Quorum, IReadOnlySet<string> Available, IReadOnlyDictionary<string, string> Busy)
{
    /// <summary>Of more nodes only those are shown that would not vote yes.</summary>
    private const int ShownWhole = 40;

    public int Needed => Quorum.Of(Nodes.Count);

    /// <summary>Whether as many nodes are likely to vote yes as are needed.</summary>
    public bool LikelyToRun => LikelyYes >= Needed;

    public int LikelyYes => Nodes.Count(IsLikely);

    public Columns Table()
    {
        var columns = new Columns("NODE", "PRESENCE", "LIKELY VOTE");
        foreach (var node in Nodes.Count <= ShownWhole ? Nodes : Nodes.Where(node => !IsLikely(node)))
        {
            var presence = Available.Contains(node) ? new Cell("online", Tone.Good) : new Cell("offline", Tone.Bad);
            columns.Add(node, presence, Vote(node));
        }

        return columns;
    }

    /// <summary>The same for programs.</summary>
    public JsonObject Document() => new()
    {
        ["command"] = Command,
        ["quorum"] = Needed,
        ["likely_yes"] = LikelyYes,
        ["likely_to_run"] = LikelyToRun,
        ["nodes"] = new JsonArray([.. Nodes.Select(node => new JsonObject
        {
            ["node"] = node,
            ["available"] = Available.Contains(node),
            ["busy_with"] = Busy.GetValueOrDefault(node),
            ["likely_vote"] = IsLikely(node) ? "yes" : Available.Contains(node) ? "no" : "none",
        })]),
    };

    public IEnumerable<string> Verdict()
    {
        yield return $"Command: {SafeText.Line(Command)}";
        yield return $"Nodes: {Nodes.Count}, of them likely to vote yes: {LikelyYes}";
        yield return $"Quorum: {Quorum} means that {Needed} of {Nodes.Count} must vote yes before the command runs anywhere.";
        yield return LikelyToRun
            ? $"The vote would likely be won{Spare()}."
            : $"The vote would likely be lost: {Needed - LikelyYes} more would have to be there.{(LikelyYes > 0 ? $" With --quorum {LikelyYes} it would likely be won." : "")}";
        yield return "Not to be told beforehand: whether each node's whitelist has this command. Nothing was started.";
    }

    private string Spare() => LikelyYes > Needed ? $", and still be if {LikelyYes - Needed} more were missing" : "; nobody may be missing";

    private bool IsLikely(string node) => Available.Contains(node) && !Busy.ContainsKey(node);

    private Cell Vote(string node)
    {
        if (!Available.Contains(node))
            return new Cell("none: not connected", Tone.Bad);
        return Busy.TryGetValue(node, out var job) ? new Cell($"no: busy with job {job}", Tone.Bad) : new Cell("yes", Tone.Good);
    }
}
