using System.Security.Cryptography;
using System.Text;

namespace Pushy.Contracts.Jobs;

/// <summary>Nodes of a job that printed the same.</summary>
/// <param name="Nodes">Their names, in the order in which they came.</param>
/// <param name="Stdout">What they printed; null where nothing is stored.</param>
/// <param name="Stderr">Their errors; null where nothing is stored.</param>
/// <param name="IsTooMuch">It came after the fold was full: what they printed is not here, though it is the same.</param>
public sealed record OutputGroup(List<string> Nodes, string? Stdout, string? Stderr, bool IsTooMuch)
{
    /// <summary>Whether nothing is stored of them, neither output nor errors.</summary>
    public bool IsMissing => this is { Stdout: null, Stderr: null, IsTooMuch: false };
}

/// <summary>What the nodes of a job printed; nodes that printed the same share a place. Holds each different output once, and not more than a limit in all.</summary>
/// <param name="mostCharacters">Characters of output that are kept in all; of what comes later only the nodes are.</param>
/// <param name="mostGroups">Different outputs told apart; those that come later share the last place.</param>
public sealed class OutputFold(int mostCharacters, int mostGroups = int.MaxValue)
{
    private readonly OrderedDictionary<string, OutputGroup> _groups = new(StringComparer.Ordinal);
    private readonly OutputGroup _others = new([], null, null, true);
    private long _characters;

    /// <summary>Each different output once, in the order in which they came.</summary>
    public IEnumerable<OutputGroup> Groups => _others.Nodes.Count == 0 ? _groups.Values : _groups.Values.Append(_others);

    /// <summary>Adds what a node printed.</summary>
    /// <param name="node">Its name.</param>
    /// <param name="stdout">Null where nothing is stored.</param>
    /// <param name="stderr">Null where nothing is stored.</param>
    public void Add(string node, string? stdout, string? stderr)
    {
        // 0xFFFF is no character: what is missing differs from what is empty, and the two streams are told apart.
        var key = Convert.ToHexString(SHA256.HashData(Encoding.Unicode.GetBytes($"{stdout ?? "\uffff"}\uffff{stderr ?? "\uffff"}")));
        if (_groups.TryGetValue(key, out var group))
        {
            group.Nodes.Add(node);
            return;
        }

        if (_groups.Count >= mostGroups)
        {
            _others.Nodes.Add(node);
            return;
        }

        var size = (stdout?.Length ?? 0) + (stderr?.Length ?? 0);
        var tooMuch = _characters + size > mostCharacters;
        _characters += tooMuch ? 0 : size;
        _groups.Add(key, tooMuch ? new OutputGroup([node], null, null, true) : new OutputGroup([node], stdout, stderr, false));
    }
}
