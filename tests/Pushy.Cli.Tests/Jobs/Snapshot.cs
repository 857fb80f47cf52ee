using System.Runtime.CompilerServices;

namespace Pushy.Cli.Tests.Jobs;

/// <summary>
/// Compares text with a file under <c>Snapshots</c>. With <c>PUSHY_UPDATE_SNAPSHOTS=1</c> the file is written instead, to be looked at
/// in <c>git diff</c>.
/// </summary>
internal static class Snapshot
{
    /// <param name="name">Name of the file, without <c>.txt</c>.</param>
    /// <param name="text">Blanks at the ends of lines do not count: editors take them away.</param>
    public static void Matches(string name, string text, [CallerFilePath] string test = "")
    {
        var actual = Trim(text);
        var file = name + ".txt";
        if (Environment.GetEnvironmentVariable("PUSHY_UPDATE_SNAPSHOTS") == "1")
            File.WriteAllText(Path.Combine(Path.GetDirectoryName(test)!, "Snapshots", file), actual + "\n");
        else
            Assert.Equal(Trim(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Jobs", "Snapshots", file))), actual);
    }

    private static string Trim(string text) => string.Join('\n', text.ReplaceLineEndings("\n").TrimEnd().Split('\n').Select(line => line.TrimEnd()));
}
