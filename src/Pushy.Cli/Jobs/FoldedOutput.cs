using System.Text.Json.Nodes;
using Pushy.Cli.Api;
using Pushy.Cli.Nodes;
using Pushy.Contracts.Jobs;

namespace Pushy.Cli.Jobs;

/// <summary>What the nodes of a job printed; nodes that printed the same share a place. Holds each different output once, and not more than a limit in all.</summary>
internal sealed class FoldedOutput
{
    /// <summary>Characters of output that are kept in all; of what comes later only the nodes are.</summary>
    private const int MostCharacters = 32 << 20;

    private const int AtOnce = 8;

    private readonly OutputFold _fold = new(MostCharacters);

    /// <summary>Whether nothing is stored of some node, neither output nor errors.</summary>
    public bool HasMissing => _fold.Groups.Any(group => group.IsMissing);

    /// <param name="nodes">In the order in which they are shown.</param>
    /// <param name="channel">The only one to read; null for both.</param>
    public static async Task<FoldedOutput> ReadAsync(PushyClient client, string job, IReadOnlyList<string> nodes, CancellationToken ct, string? channel = null)
    {
        var folded = new FoldedOutput();
        foreach (var some in nodes.Chunk(AtOnce))
        {
            foreach (var output in await Task.WhenAll(some.Select(node => NodeOutput.ReadAsync(client, job, node, ct, channel))))
                folded.Add(output);
        }

        return folded;
    }

    public void Add(NodeOutput output) => _fold.Add(output.Node, output.Stdout, output.Stderr);

    /// <summary>For people: each different output once, most nodes first.</summary>
    public IEnumerable<string> Lines()
    {
        foreach (var group in _fold.Groups.OrderByDescending(group => group.Nodes.Count))
        {
            yield return $"=== {(group.Nodes.Count == 1 ? "" : $"{group.Nodes.Count} nodes: ")}{SafeText.Line(NodeNames.Some(group.Nodes))}";
            if (group.IsTooMuch)
                yield return "(too much to show here: see it with --raw --node)";
            else if (group is { Stdout: null, Stderr: null })
                yield return "(no output is stored: the job did not ask for it, or the command has not ended by itself)";
            else if (string.IsNullOrEmpty(group.Stdout) && string.IsNullOrEmpty(group.Stderr))
                yield return "(printed nothing)";
            foreach (var line in SafeText.Lines(group.Stdout ?? ""))
                yield return line;
            foreach (var line in SafeText.Lines(group.Stderr ?? ""))
                yield return $"stderr: {line}";
        }
    }

    /// <summary>The same for programs, as it was printed.</summary>
    public JsonArray Document() => new(
    [
        .. _fold.Groups.Select(group => new JsonObject
        {
            ["nodes"] = new JsonArray([.. group.Nodes.Select(node => JsonValue.Create(node))]),
            ["stdout"] = group.Stdout,
            ["stderr"] = group.Stderr,
        }),
    ]);
}
