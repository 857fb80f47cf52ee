using System.Text.RegularExpressions;

namespace Pushy.Agent.Jobs;

/// <summary>
/// Where a command line's references may stand: in a plain word of the shell, outside of everything that reads quotes in another way. What the
/// walk does not know for certain counts as such a thing up to the end of the line.
/// </summary>
internal static partial class ReferencePlaces
{
    private const string InQuotes = "stands inside quotes or a substitution, or after one whose end can't be told for certain";

    /// <summary>What is plain enough to see where it ends.</summary>
    [GeneratedRegex(@"\G(\$\((?![^)]*case)[\w +%./:,=@~^-]*\)|`[\w +%./:,=@~^-]*`|\$\{\w+\})", RegexOptions.CultureInvariant)]
    private static partial Regex PlainSubstitution { get; }

    /// <summary>Commands of the shell that read their arguments as a script, an expression, or the name of a variable.</summary>
    [GeneratedRegex(@"(?<![^\s])(eval|trap|let|alias|unset|read|declare|typeset|local|export|readonly|getopts)(?![^\s])", RegexOptions.CultureInvariant)]
    private static partial Regex ReadsTwice { get; }

    /// <summary>What is wrong with a command line's references, for people; null if nothing is.</summary>
    public static string? Fault(string commandLine)
    {
        var references = GroupReferences.Places(commandLine).ToHashSet();
        return references.Count == 0 ? null : new Walk(commandLine, references).Fault();
    }

    private sealed class Walk(string line, HashSet<int> references)
    {
        private int _at, _command;
        private bool _quoted;
        private string? _lost;

        public string? Fault()
        {
            for (; _at < line.Length; _at++)
            {
                if (references.Contains(_at))
                {
                    if (FaultHere() is { } fault)
                        return $@"{line.Substring(_at, 2)} {fault}, where it can't be quoted safely; take it out, use ""argv"", or say ""unsafe"": true";
                    _at++;
                }
                else if (line[_at] == '\\')
                    _at++;
                else if (line[_at] == '"')
                    _quoted = !_quoted;
                else if (line[_at] is '$' or '`')
                    Substitution();
                else if (!_quoted)
                    Plain();
            }
            return null;
        }

        private string? FaultHere()
        {
            if (_quoted)
                return InQuotes;
            if (_lost is not null)
                return _lost;
            if (_at > 0 && line[_at - 1] == '$')
                return "follows a $";
            return ReadsTwice.Match(line[_command.._at]) is { Success: true } word ? $"is an argument of {word.Value}, which reads it a second time" : null;
        }

        private void Substitution()
        {
            if (PlainSubstitution.Match(line, _at) is { Success: true } plain)
                _at += plain.Length - 1;
            else if (line[_at] == '`' || (_at + 1 < line.Length && line[_at + 1] is '(' or '{' or '[' or '\'' or '"'))
                _lost ??= InQuotes;
        }

        private void Plain()
        {
            var two = line.AsSpan(_at, Math.Min(2, line.Length - _at));
            if (line[_at] == '\'')
                Skip('\'', InQuotes);
            else if (line[_at] == '#' && (_at == 0 || line[_at - 1] is ' ' or '\t' or '\n' or ';' or '|' or '&' or '(' or ')'))
                Skip('\n', "stands in a comment");
            else if (two is "<<")
                _lost ??= "stands in or after a here-document";
            else if (two is "((" or "[[")
                _lost ??= $"stands in or after {two}";
            if (_at < line.Length && line[_at] is ';' or '|' or '&' or '\n' or '(' or ')' or '{' or '}')
                _command = _at + 1;
        }

        /// <summary>Goes on to where something ends; a reference on the way is at fault.</summary>
        private void Skip(char end, string fault)
        {
            var close = line.IndexOf(end, _at + 1);
            close = close < 0 ? line.Length : close;
            if (references.Where(at => at > _at && at < close).Order().Select(at => (int?)at).FirstOrDefault() is { } inside)
            {
                _lost = fault;
                _at = inside - 1;
            }
            else
                _at = close;
        }
    }
}
