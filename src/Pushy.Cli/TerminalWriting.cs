using Pushy.Cli.Output;

namespace Pushy.Cli;

/// <summary>Ways to print and to ask that several commands share.</summary>
internal static class TerminalWriting
{
    private const int Backspace = 127;

    /// <summary>Prints a table; on a terminal it is cut to the screen's width.</summary>
    public static async Task WriteAsync(this Terminal terminal, Columns columns)
    {
        foreach (var line in columns.Lines(terminal.OutputIsTerminal ? terminal.Width : null, terminal.Colours))
            await terminal.Output.WriteLineAsync(line);
    }

    /// <summary>A line that is not shown while it is typed; from a pipe just its first line. Null when there is none.</summary>
    public static string? ReadSecret(this Terminal terminal)
    {
        if (!terminal.InputIsTerminal)
            return terminal.Input.ReadLine();
        var line = new System.Text.StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key is ConsoleKey.Backspace || key.KeyChar == Backspace)
                line.Length = Math.Max(0, line.Length - 1);
            else if (!char.IsControl(key.KeyChar))
                line.Append(key.KeyChar);
        }

        terminal.Error.WriteLine();
        return line.ToString();
    }
}
