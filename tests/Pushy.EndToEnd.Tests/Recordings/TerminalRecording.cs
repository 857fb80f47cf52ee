using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Pushy.EndToEnd.Tests.Recordings;

/// <summary>What a terminal shows from some time on.</summary>
/// <param name="At">Since the program began.</param>
internal sealed record Frame(TimeSpan At, IReadOnlyList<IReadOnlyList<Cell>> Rows);

/// <summary>A program that ran in a terminal of its own, and what was seen there. The terminal is that of <c>script</c> (util-linux).</summary>
/// <param name="Lines">What stood there at the end.</param>
internal sealed record TerminalRecording(int ExitCode, IReadOnlyList<Frame> Frames, IReadOnlyList<string> Lines)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(40);   // what comes in less is one frame

    /// <summary>Runs a command line of the shell until it ends.</summary>
    public static async Task<TerminalRecording> OfAsync(string command, int columns, int rows, IReadOnlyDictionary<string, string> environment, CancellationToken ct)
    {
        var start = new ProcessStartInfo("script", ["--quiet", "--return", "--command", $"stty cols {columns} rows {rows}; {command}", "/dev/null"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["TERM"] = "xterm-256color";
        start.Environment["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        foreach (var (name, value) in environment)
            start.Environment[name] = value;

        var begun = Stopwatch.GetTimestamp();
        using var program = Process.Start(start)!;
        try
        {
            var (frames, lines) = await WatchAsync(program.StandardOutput.BaseStream, new TerminalScreen(columns, rows), begun, ct);
            await program.WaitForExitAsync(ct);
            return new TerminalRecording(program.ExitCode, frames, lines);
        }
        finally
        {
            if (!program.HasExited)
                program.Kill(entireProcessTree: true);
        }
    }

    private static async Task<(List<Frame> Frames, IReadOnlyList<string> Lines)> WatchAsync(Stream output, TerminalScreen screen, long begun, CancellationToken ct)
    {
        var frames = new List<Frame>();
        var decoder = Encoding.UTF8.GetDecoder();
        var (bytes, chars) = (new byte[4096], new char[4096]);
        int count;
        while ((count = await output.ReadAsync(bytes, ct)) > 0)
        {
            screen.Write(chars.AsSpan(0, decoder.GetChars(bytes.AsSpan(0, count), chars, flush: false)));
            var now = Stopwatch.GetElapsedTime(begun);
            if (frames.Count > 0 && now - frames[^1].At < Shortest)
                frames[^1] = frames[^1] with { Rows = screen.Copy() };
            else
                frames.Add(new Frame(now, screen.Copy()));
        }

        return (frames, screen.Lines);
    }
}
