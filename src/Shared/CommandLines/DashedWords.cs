using System.CommandLine;

namespace Pushy.CommandLines;

/// <summary>
/// Finds what is wrong with the words of a command line that begin with <c>-</c>, up to <c>--</c>. System.CommandLine would take those that it
/// does not know for arguments, wherever a command has some: a mistyped <c>--dryrun</c> would be a node, and the job would run.
/// </summary>
internal static class DashedWords
{
    private const string End = "--";

    /// <returns>For people; empty when each such word is an option that is known where it stands, is there once, and has the value that it needs.</returns>
    public static IReadOnlyList<string> Problems(RootCommand root, string program, IReadOnlyList<string> args)
    {
        var problems = new List<string>();
        var given = new HashSet<Option>();
        var here = new Place(root, program);
        (Option Option, string Name)? waiting = null;   // for its value
        foreach (var word in args.TakeWhile(word => word != End))
        {
            var before = waiting;
            waiting = null;
            if (before is { } one && IsValue(one.Option, word))
            {
                if (word.Length == 0)
                    problems.Add($"{one.Name} has an empty value; leave it out, or give it one");
            }
            else if (!word.StartsWith('-'))
            {
                here = here.Below(word) ?? here;
            }
            else if (here.Find(NameIn(word)) is not { } option)
            {
                problems.Add(Unknown(word, here, before?.Name));
            }
            else
            {
                if (before is { } lacking)
                    problems.Add(WithoutValue(lacking.Name));
                if (!given.Add(option) && option.Arity.MaximumNumberOfValues <= 1)
                    problems.Add($"{NameIn(word)} is given twice");
                if (word.Length == NameIn(word).Length)
                    waiting = option.Arity.MinimumNumberOfValues > 0 ? (option, word) : null;
                else if (word.EndsWith('=') && word.Length == NameIn(word).Length + 1)
                    problems.Add($"{word} has an empty value; leave it out, or give it one");
            }
        }

        if (waiting is { } last)
            problems.Add(WithoutValue(last.Name));
        return problems;
    }

    private static bool IsValue(Option option, string word) => !word.StartsWith('-') || (word == "-" && option is FileOrInputOption);

    private static string NameIn(string word) => word.IndexOf('=', StringComparison.Ordinal) is > 0 and var cut ? word[..cut] : word;

    private static string WithoutValue(string name) => $"{name} has no value; one that begins with - is written {name}=-VALUE";

    /// <summary>Never with what follows a <c>=</c>: that may be a secret.</summary>
    private static string Unknown(string word, Place here, string? waiting)
    {
        var name = Printable.Word(NameIn(word));
        var asValue = waiting is null ? "" : $" As the value of {waiting} it is written {waiting}={name}";
        if (word == "-")
            return waiting is null ? "'-' is no option, and no argument before --" : $"{waiting} does not read standard input.{asValue}";
        if (Guess(NameIn(word), here) is { } guess)
            return $"unknown option '{name}'; did you mean {guess}?{asValue}";
        if (here.HasBelow(NameIn(word)))
            return $"unknown option '{name}' of {here.Path}; it comes after the whole command, as in: {here.Path} COMMAND {name}";
        var literal = here.Command.Arguments.Count > 0 ? "; an argument that begins with - comes after --" : "";
        return $"unknown option '{name}'; '{here.Path} --help' shows those there are{literal}{(asValue.Length > 0 ? "." : "")}{asValue}";
    }

    private static string? Guess(string name, Place here)
    {
        if (name.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon && here.Find(name[..colon]) is not null)
            return $"'{name[..colon]}=VALUE'";
        if (name.Length > 2 && name[1] != '-' && here.Find(name[..2]) is { Arity.MinimumNumberOfValues: > 0 })
            return $"'{name[..2]} {Printable.Word(name[2..])}'";
        return NearWords.To(name, here.Names) is { Count: > 0 } near ? string.Join(" or ", near.Select(one => $"'{one}'")) : null;
    }

    /// <summary>The command that the words so far name.</summary>
    private sealed record Place(Command Command, string Path)
    {
        /// <summary>Options of commands above, where they are good for all below.</summary>
        private IReadOnlyList<Option> Inherited { get; init; } = [];

        public IEnumerable<string> Names => Options.Where(option => !option.Hidden).SelectMany(option => (IEnumerable<string>)[option.Name, .. option.Aliases]);

        private IEnumerable<Option> Options => [.. Command.Options, .. Inherited];

        public Option? Find(string name) => Options.FirstOrDefault(option => Has(option, name));

        public Place? Below(string word) => Command.Subcommands.FirstOrDefault(one => one.Name == word || one.Aliases.Contains(word)) is { } found
            ? new Place(found, $"{Path} {found.Name}") { Inherited = [.. Options.Where(option => option.Recursive)] }
            : null;

        public bool HasBelow(string name) => Command.Subcommands.Any(one => one.Options.Any(option => Has(option, name)) || new Place(one, "").HasBelow(name));

        private static bool Has(Option option, string name) => option.Name == name || option.Aliases.Contains(name);
    }
}
