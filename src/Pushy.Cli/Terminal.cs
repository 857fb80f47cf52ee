using Pushy.Cli.Output;
using Pushy.Streams;

namespace Pushy.Cli;

/// <summary>What a command has around it: streams, environment, home, and whether a person looks on.</summary>
/// <param name="Output">Results.</param>
/// <param name="Error">Progress, questions and problems.</param>
/// <param name="Input">Standard input.</param>
/// <param name="Variable">Looks up a variable of the environment; null when it is not set.</param>
/// <param name="Home">The home directory.</param>
internal sealed record Terminal(TextWriter Output, TextWriter Error, TextReader Input, Func<string, string?> Variable, string Home)
{
    private const int DefaultWidth = 80;

    public bool InputIsTerminal { get; init; }

    public bool OutputIsTerminal { get; init; }

    public bool ErrorIsTerminal { get; init; }

    /// <summary>Columns of the screen.</summary>
    public int Width { get; init; } = DefaultWidth;

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Standard output as bytes.</summary>
    public Func<Stream> OpenBytes { get; init; } = StandardStreams.OpenOutput;

    /// <summary>Gives what is cancelled when nobody reads standard output any more.</summary>
    public Func<CancellationToken> WatchReader { get; init; } = () => CancellationToken.None;

    /// <summary>Whether results may have colours: on a terminal that is no dumb one, and not with <c>NO_COLOR</c>.</summary>
    public bool Colours => OutputIsTerminal && Variable("TERM") != "dumb" && string.IsNullOrEmpty(Variable("NO_COLOR"));

    /// <summary>Whether something may be drawn over and over in the same place.</summary>
    public bool CanRedraw => OutputIsTerminal && Variable("TERM") is not ("dumb" or null or "");

    /// <summary>That of this process.</summary>
    public static Terminal OfProcess() => new(
        new SafeWriter(Console.Out), new SafeWriter(Console.Error), Console.In, Environment.GetEnvironmentVariable, Environment.GetFolderPath(Environment.SpecialFolder.UserProfile))
    {
        WatchReader = StandardStreams.WatchReader,
        InputIsTerminal = !Console.IsInputRedirected,
        OutputIsTerminal = !Console.IsOutputRedirected,
        ErrorIsTerminal = !Console.IsErrorRedirected,
        Width = Console.IsOutputRedirected ? DefaultWidth : ScreenWidth(),
    };

    private static int ScreenWidth()
    {
        try
        {
            return Console.WindowWidth > 0 ? Console.WindowWidth : DefaultWidth;
        }
        catch (IOException)
        {
            return DefaultWidth;
        }
    }
}
