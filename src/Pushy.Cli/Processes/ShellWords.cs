using System.Buffers;

namespace Pushy.Cli.Processes;

/// <summary>Words of a command line, put together so that <c>/bin/sh</c> takes them apart again as they were.</summary>
internal static class ShellWords
{
    /// <summary>Characters that mean nothing to a shell anywhere in a word. <c>~</c> and <c>=</c> can, at some places.</summary>
    private static readonly SearchValues<char> Plain =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_@%+:,./-");

    /// <summary>One word is a command line already and stays as it is; several are quoted where they need it.</summary>
    public static string Join(IReadOnlyList<string> words) => words.Count == 1 ? words[0] : string.Join(' ', words.Select(Quote));

    private static string Quote(string word) =>
        word.Length > 0 && !word.AsSpan().ContainsAnyExcept(Plain) ? word : $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
