using System.Buffers;

namespace Pushy.Domain.Agents;

/// <summary>
/// Which program a line for <c>/bin/sh</c> starts first, where that can be told for sure and the line can't do without it. It is better to say nothing than to refuse a line that would
/// have run: so nothing is said of builtins, keywords and assignments, of words with quotes or expansions, and of lines that go on whatever becomes of their first command.
/// </summary>
public static class ShellProgram
{
    private static readonly SearchValues<char> Plain = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./+,:@%-");

    /// <summary>Of POSIX, dash, BusyBox, ksh and bash: what any of them knows without a program.</summary>
    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "if", "then", "else", "elif", "fi", "do", "done", "case", "esac", "while", "until", "for", "in", "function", "select", "time", "coproc",
        ".", ":", "alias", "bg", "bind", "break", "builtin", "caller", "cd", "chdir", "command", "compgen", "complete", "compopt", "continue", "declare", "dirs", "disown", "echo", "enable",
        "eval", "exec", "exit", "export", "false", "fc", "fg", "getopts", "hash", "help", "history", "jobs", "kill", "let", "local", "logout", "mapfile", "popd", "print", "printf", "pushd",
        "pwd", "read", "readarray", "readonly", "return", "set", "shift", "shopt", "source", "suspend", "test", "times", "trap", "true", "type", "typeset", "ulimit", "umask", "unalias",
        "unset", "wait", "whence",
    };

    /// <summary>The program's name or path; null if it can't be told.</summary>
    public static string? Of(string line)
    {
        ArgumentNullException.ThrowIfNull(line);

        var text = line.AsSpan().TrimStart(' ');
        var length = text.IndexOfAnyExcept(Plain);
        var word = length < 0 ? text : text[..length];
        var rest = text[word.Length..];
        if (word.IsEmpty || word[0] == '%' || !(rest.IsEmpty || rest[0] is ' ' or '&') || GoesOn(rest))
            return null;
        var name = word.ToString();
        return Known.Contains(name) ? null : name;
    }

    /// <summary>Whether more runs than what depends on the first command: any sign of it counts, within quotes too.</summary>
    private static bool GoesOn(ReadOnlySpan<char> rest)
    {
        if (rest.IndexOfAny("|;\n`") >= 0 || rest.IndexOf("$(") >= 0 || rest.TrimStart(' ').StartsWith("("))
            return true;
        for (var at = 0; at < rest.Length; at++)
        {
            if (rest[at] != '&')
                continue;
            if (at + 1 < rest.Length && rest[at + 1] == '&')
                at++;       // what comes after && does not run either
            else if (at == 0 || rest[at - 1] is not ('>' or '<'))
                return true;
        }

        return false;
    }
}
