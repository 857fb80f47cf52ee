using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using Pushy.Cli.Jobs;

namespace Pushy.Cli.Profiles;

/// <summary><c>pushy login --browser</c>: whoever is signed in here gets a browser signed in, too.</summary>
internal static class BrowserLogin
{
    private const string Opener = "xdg-open";

    public static async Task<int> RunAsync(Profile flags, string? profile, ProfileBook book, Terminal terminal, CancellationToken ct)
    {
        using var connection = Connection.Open(ConnectionSettings.Resolve(flags, profile, book, terminal.Variable), terminal);
        var link = await connection.Client.LoginLinkAsync(ct);
        await terminal.Output.WriteLineAsync(SafeText.Line(link.Url));
        var opened = HasDesktop(terminal) && Open(link.Url, terminal);
        await terminal.Error.WriteLineAsync(
            $"{(opened ? "It opens in your browser; it" : "Open it in a browser; it")} is good once, until {link.ExpiresAt.ToLocalTime():HH:mm}.");
        return ExitCodes.Success;
    }

    private static bool HasDesktop(Terminal terminal) => terminal.OutputIsTerminal
        && (!string.IsNullOrEmpty(terminal.Variable("DISPLAY")) || !string.IsNullOrEmpty(terminal.Variable("WAYLAND_DISPLAY")))
        && (terminal.Variable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, Opener)));

    /// <summary>By way of a file that only this user may read: everybody on the machine can see a program's arguments.</summary>
    private static bool Open(string url, Terminal terminal)
    {
        var cache = terminal.Variable("XDG_CACHE_HOME") is { Length: > 0 } chosen ? chosen : Path.Combine(terminal.Home, ".cache");
        var file = Path.Combine(cache, "pushy", "login.html");
        var safe = WebUtility.HtmlEncode(url);
        SecretFile.Write(file, $"<!DOCTYPE html><meta charset=\"utf-8\"><meta name=\"referrer\" content=\"no-referrer\"><meta http-equiv=\"refresh\" content=\"0;url={safe}\"><a href=\"{safe}\">Sign in</a>\n");
        try
        {
            using var process = Process.Start(new ProcessStartInfo(Opener, [file]) { RedirectStandardOutput = true, RedirectStandardError = true });
            return process is not null;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
