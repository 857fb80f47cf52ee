using System.Xml.Linq;
using Pushy.EndToEnd.Tests.Fleets;

namespace Pushy.EndToEnd.Tests.Recordings;

/// <summary>
/// <c>pushy demo</c> in a terminal of 80 columns, as somebody sees it who tries Pushy for the first time. Where <c>PUSHY_SCREENSHOTS</c> names a folder, below the
/// repository's root, the recording is written there for the documentation.
/// </summary>
public sealed class DemoRecordingTests
{
    private const int Columns = 80;
    private const int MostBytes = 200_000;

    [ScriptFact]
    public async Task A_demo_is_live_in_a_terminal_and_ends_with_what_became_of_each_node()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        var folder = Directory.CreateTempSubdirectory("pushy-recording-").FullName;
        try
        {
            var pushy = Path.Combine(AppContext.BaseDirectory, "pushy");
            var recording = await TerminalRecording.OfAsync($"echo '$ pushy demo'; exec '{pushy}' demo", Columns, rows: 34, new Dictionary<string, string> { ["TMPDIR"] = folder }, limit.Token);

            Assert.Equal(0, recording.ExitCode);
            Assert.Contains(recording.Lines, line => line.EndsWith("complete: 3 succeeded", StringComparison.Ordinal));
            foreach (var node in new[] { "node-1", "node-2", "node-3" })
            {
                Assert.Contains(recording.Lines, line => line.StartsWith($"  {node} ", StringComparison.Ordinal) && line.EndsWith("exit code 0", StringComparison.Ordinal));
                Assert.Contains(recording.Lines, line => line.StartsWith($"  | Hello from {node} on ", StringComparison.Ordinal));
            }

            Assert.True(recording.Frames.Count > 4, "nothing was seen to move");
            Assert.Single(recording.Lines, line => line.Contains("Outcome", StringComparison.Ordinal));   // what was live left nothing behind

            var film = Film.Of("pushy demo: a server and three agents start, three nodes vote and run a command, its output is shown", recording.Frames);
            Assert.NotNull(XDocument.Parse(film).Root);
            Assert.InRange(film.Length, 1_000, MostBytes);
            if (Environment.GetEnvironmentVariable("PUSHY_SCREENSHOTS") is { Length: > 0 } pictures)
                await File.WriteAllTextAsync(Path.Combine(Programs.RepositoryRoot, pictures, "demo.svg"), film, limit.Token);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
