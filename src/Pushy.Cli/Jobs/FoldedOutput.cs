using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Pushy.Cli.Api;
using Pushy.Cli.Nodes;

namespace Pushy.Cli.Jobs;

/// <summary>What the nodes of a job printed; nodes that printed the same share a place. Holds each different output once, and not more than a limit in all.</summary>
internal sealed class FoldedOutput
{
    /// <summary>Characters of output that are kept in all; of what comes later only the nodes are.</summary>
    private const int MostCharacters = 32 << 20;

    private const int AtOnce = 8;

    private readonly OrderedDictionary<string, Group> _groups = new(StringComparer.Ordinal);
    private long _characters;

    /// <summary>Whether nothing is stored of some node, neither output nor errors.</summary>
    public bool HasMissing => _groups.Values.Any(group => group is { Stdout: null, Stderr: null, IsTooMuch: false });

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

    public void Add(NodeOutput output)
    {
        // 0xFFFF is no character: what is missing differs from what is empty, and the two streams are told apart.
        var key = Convert.ToHexString(SHA256.HashData(Encoding.Unicode.GetBytes($"{output.Stdout ?? "\uffff"}\uffff{output.Stderr ?? "\uffff"}")));
        if (_groups.TryGetValue(key, out var group))
        {
            group.Nodes.Add(output.Node);
            return;
        }

        var size = (output.Stdout?.Length ?? 0) + (output.Stderr?.Length ?? 0);
        var tooMuch = _characters + size > MostCharacters;
        _characters += tooMuch ? 0 : size;
        _groups.Add(key, tooMuch ? new Group([output.Node], null, null, true) : new Group([output.Node], output.Stdout, output.Stderr, false));
    }

    /// <summary>For people: each different output once, most nodes first.</summary>
    public IEnumerable<string> Lines()
    {
        foreach (var group in _groups.Values.OrderByDescending(group => group.Nodes.Count))
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
        .. _groups.Values.Select(group => new JsonObject
        {
            ["nodes"] = new JsonArray([.. group.Nodes.Select(node => JsonValue.Create(node))]),
            ["stdout"] = group.Stdout,
            ["stderr"] = group.Stderr,
        }),
    ]);

    private sealed record Group(List<string> Nodes, string? Stdout, string? Stderr, bool IsTooMuch);
}
