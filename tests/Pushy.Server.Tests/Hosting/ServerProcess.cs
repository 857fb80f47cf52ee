using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Pushy.Server.Tests.Hosting;

/// <summary><c>pushy-server run</c> as a process of its own, as a user starts it.</summary>
public sealed partial class ServerProcess : IAsyncDisposable
{
    private const string Ready = "pushy-server listening on ";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60); // the machine may be busy with other tests

    private readonly Process _process;

    private ServerProcess(Process process, string readyLine)
    {
        _process = process;
        ReadyLine = readyLine;
    }

    /// <summary>The line that says where the server listens.</summary>
    public string ReadyLine { get; }

    public string Address => AddressPattern().Match(ReadyLine).Value;

    public static Task<ServerProcess> Start(string folder, params string[] sets) => Start(null, folder, sets);

    /// <summary>One that may open so many files, soft limit and hard.</summary>
    public static Task<ServerProcess> StartWithFiles(int files, string folder, params string[] sets) => Start(files, folder, sets);

    private static async Task<ServerProcess> Start(int? files, string folder, string[] sets)
    {
        var start = StartInfo(["run", .. Settings([$"pushy.storage.path={folder}", "pushy.http.urls=http://127.0.0.1:0", .. sets])]);
        if (files is { } most)
        {
            string[] whole = [start.FileName, .. start.ArgumentList];
            start.FileName = "sh";
            start.ArgumentList.Clear();
            foreach (var word in (string[])["-c", string.Create(CultureInfo.InvariantCulture, $"ulimit -n {most}; exec \"$@\""), "sh", .. whole])
                start.ArgumentList.Add(word);
        }

        var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(Patience);
        while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.Contains(Ready, StringComparison.Ordinal))
                return new ServerProcess(process, line);
        }

        throw new InvalidOperationException($"the server did not start: {await process.StandardError.ReadToEndAsync(patience.Token)}");
    }

    /// <summary>Runs a command to its end: exit code, standard output, standard error.</summary>
    public static async Task<CommandRun> Command(params string[] args)
    {
        using var process = Process.Start(StartInfo(args))!;
        using var patience = new CancellationTokenSource(Patience);
        var output = process.StandardOutput.ReadToEndAsync(patience.Token);
        var error = process.StandardError.ReadToEndAsync(patience.Token);
        await process.WaitForExitAsync(patience.Token);
        return new CommandRun(process.ExitCode, await output, await error);
    }

    /// <summary>A server with standard streams that lead where a shell is told; it cannot say where it listens.</summary>
    /// <param name="streams">Of the shell.</param>
    /// <param name="address">A free port of 127.0.0.1.</param>
    public static async Task<ServerProcess> StartMute(string folder, string streams, string address)
    {
        var start = StartInfo(["run", .. Settings([$"pushy.storage.path={folder}", $"pushy.http.urls={address}", "pushy.log.level=debug"])]);
        var process = Process.Start(new ProcessStartInfo("bash", ["-c", $"exec \"$@\" {streams}", "bash", start.FileName, .. start.ArgumentList]))!;
        var server = new ServerProcess(process, address);
        _ = await Eventually.See(async () => process.HasExited || await Answers(address), isThere => isThere);
        return server;
    }

    /// <summary>Runs a command with standard streams that lead where a shell is told.</summary>
    public static async Task<CommandRun> CommandWith(string streams, params string[] args)
    {
        var start = StartInfo(args);
        using var process = Process.Start(new ProcessStartInfo("bash", ["-c", $"exec \"$@\" {streams}", "bash", start.FileName, .. start.ArgumentList])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        using var patience = new CancellationTokenSource(Patience);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(patience.Token), process.StandardError.ReadToEndAsync(patience.Token));
        await process.WaitForExitAsync(patience.Token);
        return new CommandRun(process.ExitCode, await output, await error);
    }

    /// <summary>The next line of the log with a text in it.</summary>
    public async Task<string> LogLine(string text)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (await _process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.Contains(text, StringComparison.Ordinal))
                return line;
        }

        throw new InvalidOperationException($"the log ended without '{text}'");
    }

    public Task Terminate() => Signal("TERM");

    public async Task Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)])!;
        await kill.WaitForExitAsync();
    }

    public async Task<int> ExitCode()
    {
        using var patience = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static async Task<bool> Answers(string address)
    {
        try
        {
            return (await SignedClient.Send(address, "GET", "/pushy/_status", null)).Status == 200;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    [GeneratedRegex("https?://[0-9.:]+")]
    private static partial Regex AddressPattern();

    private static IEnumerable<string> Settings(IEnumerable<string> sets) => sets.SelectMany(set => new[] { "--set", set });

    private static ProcessStartInfo StartInfo(IEnumerable<string> args) =>
        new("dotnet", [typeof(Server.Hosting.ServerHost).Assembly.Location, .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
}
