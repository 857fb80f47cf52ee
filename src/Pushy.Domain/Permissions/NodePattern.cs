using System.Diagnostics.CodeAnalysis;
using Pushy.Domain.Nodes;

namespace Pushy.Domain.Permissions;

/// <summary>Which nodes a rule is about: a name in which <c>*</c> stands for any characters and <c>?</c> for one. Letter case counts.</summary>
public sealed class NodePattern
{
    /// <summary>Longest text of a pattern, in characters.</summary>
    public const int MaxLength = 255;

    private NodePattern(string text) => Text = text;

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>Whether it fits every name.</summary>
    public bool IsAll => Text == "*";

    /// <param name="text">A name, with or without <c>*</c> and <c>?</c>.</param>
    /// <param name="pattern">What it means.</param>
    /// <param name="problem">Why it is none, and what is allowed.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out NodePattern? pattern, [NotNullWhen(false)] out string? problem)
    {
        if (text is { Length: >= 1 and <= MaxLength } && !text.Any(char.IsControl))
        {
            (pattern, problem) = (new NodePattern(text), null);
            return true;
        }

        (pattern, problem) = (null, $"a node pattern has 1 to {MaxLength} characters, none of them a control character; '*' stands for any characters, '?' for one");
        return false;
    }

    /// <summary>Whether a name, the whole of it, fits. Takes at most the product of both lengths.</summary>
    public bool Matches(NodeName node)
    {
        var (name, pattern) = (node.Value, Text);
        var (at, next) = (0, 0);
        var (star, retry) = (-1, 0);   // the last '*', and where the text that it does not stand for may begin
        while (at < name.Length)
        {
            if (next < pattern.Length && pattern[next] == '*')
            {
                (star, retry) = (next++, at);
            }
            else if (next < pattern.Length && (pattern[next] == '?' || pattern[next] == name[at]))
            {
                (at, next) = (at + 1, next + 1);
            }
            else if (star >= 0)
            {
                (at, next) = (++retry, star + 1);
            }
            else
            {
                return false;
            }
        }

        return pattern.AsSpan(next).TrimStart('*').IsEmpty;
    }

    public override string ToString() => Text;
}
