using System.Diagnostics.CodeAnalysis;

namespace Pushy.Domain.Permissions;

/// <summary>
/// Which commands a rule is about: one, by its exact text, or between slashes a regular expression that has to fit the whole command, as
/// in an agent's whitelist; see <see cref="CommandExpression"/>. It is matched in time linear in the command, so no pattern can keep a server busy.
/// </summary>
public sealed class CommandPattern
{
    /// <summary>Longest text of a pattern, in characters, slashes included.</summary>
    public const int MaxLength = 1000;

    /// <summary>A longer command fits no regular expression: linear time is still long for a megabyte.</summary>
    public const int MaxMatchedLength = 10_000;

    /// <summary>Never reached by a command of that length; if it is, the command does not fit.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly CommandExpression? _whole;

    private CommandPattern(string text, CommandExpression? whole)
    {
        Text = text;
        _whole = whole;
    }

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <param name="text">Exact command, or <c>/regular expression/</c>.</param>
    /// <param name="pattern">What it means.</param>
    /// <param name="problem">Why it is none, and what is allowed.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out CommandPattern? pattern, [NotNullWhen(false)] out string? problem)
    {
        pattern = null;
        problem = null;
        if (text is not { Length: >= 1 and <= MaxLength } || text.Any(char.IsControl))
        {
            problem = $"a command pattern has 1 to {MaxLength} characters, none of them a control character";
            return false;
        }

        if (text is not ['/', .. var expression, '/'])
        {
            pattern = new CommandPattern(text, null);
            return true;
        }

        try
        {
            pattern = new CommandPattern(text, CommandExpression.Parse(expression, Patience, backtracking: false));
            return true;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            problem = $"'{text}' is not a regular expression that can be used: {e.Message}; look-arounds and back-references are not allowed";
            return false;
        }
    }

    /// <summary>Whether a command, the whole of it, fits.</summary>
    public bool Matches(string command) =>
        _whole is null ? command == Text : command.Length <= MaxMatchedLength && _whole.TryMatch(command, out _);

    public override string ToString() => Text;
}
