using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Pushy.Domain.Permissions;

/// <summary>
/// A regular expression that a whole command has to fit, for rules of groups and whitelists alike. What it says of letters, digits, blanks and
/// words it says of ASCII (<see cref="AsciiExpression"/>): a rule for <c>\d+</c> is not one for the digits of forty scripts.
/// </summary>
public sealed class CommandExpression
{
    private readonly Regex _whole;
    private readonly bool _asciiOnly;

    private CommandExpression(Regex whole, bool asciiOnly) => (_whole, _asciiOnly) = (whole, asciiOnly);

    /// <summary>How many groups there are, the whole match included.</summary>
    public int Groups => _whole.GetGroupNumbers().Length;

    /// <param name="expression">Without slashes.</param>
    /// <param name="patience">When matching is given up.</param>
    /// <param name="backtracking">Whether it may be one that takes other than linear time.</param>
    /// <exception cref="ArgumentException">It is none, or one that can't be used.</exception>
    /// <exception cref="NotSupportedException">It needs backtracking, or far too many states.</exception>
    public static CommandExpression Parse(string expression, TimeSpan patience, bool backtracking)
    {
        // By itself first: what closes a bracket that is not its own must not become right by being wrapped.
        _ = new Regex(expression, RegexOptions.CultureInvariant, patience);
        var (translated, asciiOnly) = AsciiExpression.Translate(expression);
        var whole = $@"\A(?:{translated})\z";
        try
        {
            return new(new Regex(whole, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, patience), asciiOnly);
        }
        catch (NotSupportedException) when (backtracking)
        {
            return new(new Regex(whole, RegexOptions.CultureInvariant, patience), asciiOnly);
        }
    }

    /// <summary>The match of a whole command; false too when it took too long.</summary>
    public bool TryMatch(string command, [NotNullWhen(true)] out Match? match)
    {
        match = null;
        if (_asciiOnly && !System.Text.Ascii.IsValid(command))
            return false;
        try
        {
            match = _whole.Match(command) is { Success: true } found ? found : null;
            return match is not null;
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }
}
