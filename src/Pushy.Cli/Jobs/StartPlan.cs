using System.Text.Json.Nodes;
using Pushy.Cli.Output;
using Pushy.Contracts.Jobs;

namespace Pushy.Cli.Jobs;

/// <summary>What <c>--dry-run</c> says: how the vote would go if it were now.</summary>
internal sealed record StartPlan(string Command, JobPlan Plan)
{
    /// <summary>Of more nodes only those are shown that would not vote yes.</summary>
    private const int ShownWhole = 40;

    public Columns Table()
    {
        var columns = new Columns("NODE", "LIKELY VOTE");
        foreach (var node in Plan.Nodes.Count <= ShownWhole ? Plan.Nodes : Plan.Nodes.Where(node => node.Vote is not LikelyVote.Yes))
            columns.Add(node.Name, new Cell(node.Words, node.Vote is LikelyVote.Yes ? Tone.Good : Tone.Bad));
        return columns;
    }

    /// <summary>The same for programs.</summary>
    public JsonObject Document() => new()
    {
        ["command"] = Command,
        ["quorum"] = Plan.Needed,
        ["likely_yes"] = Plan.LikelyYes,
        ["likely_to_run"] = Plan.LikelyToRun,
        ["impossible"] = Plan.Impossible,
        ["nodes"] = new JsonArray([.. Plan.Nodes.Select(node => new JsonObject
        {
            ["node"] = node.Name,
            ["likely_vote"] = node.Vote switch { LikelyVote.Yes => "yes", LikelyVote.Busy or LikelyVote.Refused => "no", _ => "none" },
            ["why"] = node.Vote is LikelyVote.Yes ? null : System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(node.Vote.ToString()),
            ["busy_with"] = node.Job,
            ["nearest"] = node.Nearest,
        })]),
    };

    public IEnumerable<string> Verdict()
    {
        yield return $"Command: {SafeText.Line(Command)}";
        yield return $"Nodes: {Plan.Nodes.Count}, of them likely to vote yes: {Plan.LikelyYes}";
        yield return Plan.Meaning;
        yield return Plan.Verdict;
        yield return "Not to be told beforehand: whether each node's whitelist has this command, and its machine the program. Nothing was started.";
    }
}
