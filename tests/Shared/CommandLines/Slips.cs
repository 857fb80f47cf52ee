using System.CommandLine;

namespace Pushy.CommandLines.Tests;

/// <summary>
/// Every way in which an option can be mistyped, at every place of every command of a program: its tree is walked, so that a new command or
/// option is among them by itself.
/// </summary>
internal static class Slips
{
    private static readonly string[] Strange = ["--zzz", "-Z", "--zzz=1", "-Z=1", "-", "---"];

    /// <returns>Each wrong command line, the word that is wrong in it, and what it was meant to be if that is near.</returns>
    public static IEnumerable<Slip> Of(RootCommand root) => Commands(root, [], []).SelectMany(one => Of(one.Command, one.Path, one.Options));

    /// <returns>Each command with options that it knows and the names that lead to it.</returns>
    public static IEnumerable<(Command Command, string[] Path, Option[] Options)> Commands(Command command, string[] path, Option[] inherited)
    {
        Option[] options = [.. command.Options, .. inherited];
        yield return (command, path, options);
        Option[] passedOn = [.. options.Where(option => option.Recursive)];
        foreach (var found in command.Subcommands.SelectMany(below => Commands(below, [.. path, below.Name], passedOn)))
            yield return found;
    }

    private static IEnumerable<Slip> Of(Command command, string[] path, Option[] options)
    {
        string[] line = [.. path, .. command.Arguments.Select((_, at) => $"word{at}")];
        var names = options.SelectMany(option => (string[])[option.Name, .. option.Aliases]).Where(name => name.StartsWith('-')).ToHashSet();
        (string Word, string? Meant)[] wrong =
        [
            .. Strange.Select(word => (word, (string?)null)),
            .. names.Where(name => name.Length > 4).SelectMany(name => Mistyped(name).Where(word => !names.Contains(word)).Select(word => (word, (string?)name))),
        ];
        foreach (var (word, meant) in wrong)
        {
            for (var at = path.Length; at <= line.Length; at++)
                yield return new Slip([.. line[..at], word, .. line[at..]], word, meant);
            foreach (var option in options.Where(option => meant is null && option.Arity.MinimumNumberOfValues > 0 && !(word == "-" && option.GetType().Name == "FileOrInputOption")))
                yield return new Slip([.. line, option.Name, word], word, meant);
            yield return new Slip([.. line, word, "--", "--zzz"], word, meant);
        }
    }

    /// <summary>A letter left out, doubled, changed, two swapped, the hyphen forgotten or another one, in capitals, too short; and one hyphen for two.</summary>
    private static IEnumerable<string> Mistyped(string name)
    {
        var middle = name.Length / 2;
        yield return name.Remove(middle, 1);
        yield return name.Insert(middle, name[middle].ToString());
        yield return name[..middle] + (name[middle] == 'x' ? 'y' : 'x') + name[(middle + 1)..];
        if (name[^1] != name[^2])
            yield return name[..^2] + name[^1] + name[^2];
        if (name.IndexOf('-', 2) is > 0 and var hyphen)
        {
            yield return name.Remove(hyphen, 1);
            yield return name[..hyphen] + '_' + name[(hyphen + 1)..];
        }

        yield return name.ToUpperInvariant();
        yield return name[..^1];
        yield return name[1..];
    }
}

/// <param name="Line">The command line.</param>
/// <param name="Word">The word in it that is wrong.</param>
/// <param name="Meant">The option that it is one slip away from; null when it is far from all.</param>
internal sealed record Slip(string[] Line, string Word, string? Meant)
{
    /// <summary>Fails unless this was refused, with the word, and with the option that was meant unless others are as near.</summary>
    public void IsRefused(int code, string output, string error)
    {
        Assert.True(code == 2, $"'{string.Join(' ', Line)}' ended with {code}: {error}");
        Assert.Empty(output);
        Assert.True(error.Contains($"'{Word.Split('=')[0]}", StringComparison.Ordinal) || Word == "-", $"'{string.Join(' ', Line)}' is refused without its word: {error}");
        if (Meant is not null)
            Assert.True(error.Contains("did you mean '-", StringComparison.Ordinal), $"'{string.Join(' ', Line)}' is refused without a hint at {Meant}: {error}");
    }
}
