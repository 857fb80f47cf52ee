using System.Globalization;

namespace Pushy.Contracts.Jobs;

/// <summary>How many nodes must vote yes: a number or a share.</summary>
/// <param name="Value">Nodes, or percent.</param>
/// <param name="IsPercent">Which of the two.</param>
public sealed record Quorum(int Value, bool IsPercent)
{
    private const int All = 100;

    /// <summary>All of them.</summary>
    public static readonly Quorum Everyone = new(All, IsPercent: true);

    /// <summary>Reads what a person wrote.</summary>
    /// <param name="text"><c>80%</c> or <c>4</c>.</param>
    /// <returns>Null when it is neither.</returns>
    public static Quorum? Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);

        var isPercent = text.EndsWith('%');
        return int.TryParse(isPercent ? text[..^1] : text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && (!isPercent || value <= All)
            ? new Quorum(value, isPercent)
            : null;
    }

    /// <summary>In nodes; a part of a node counts as a whole one.</summary>
    public int Of(int nodes) => IsPercent ? (int)(((long)nodes * Value + All - 1) / All) : Value;

    /// <inheritdoc/>
    public override string ToString() => IsPercent ? $"{Value}%" : $"{Value}";
}
