using Pushy.Cli.Api;
using Pushy.Cli.Feeds;
using Pushy.Cli.Processes;
using Pushy.Cli.Profiles;
using Spectre.Console;

namespace Pushy.Cli.Jobs;

/// <summary>Shows a job until it ends or the person who looks on has seen enough.</summary>
/// <param name="open">Where the job is.</param>
/// <param name="id">The job.</param>
internal sealed class JobWatch(Terminal terminal, Connection open, string id)
{
    /// <summary>The screen is drawn again no more often.</summary>
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(250);

    private volatile JobProgress _progress = JobProgress.Nothing;
    private volatile string? _trouble;

    /// <param name="progress">Gets the plain lines; on a terminal results and progress are drawn in the same place.</param>
    /// <param name="live">Whether to draw.</param>
    /// <returns>The job as it ended; null when it goes on without us, and then the exit code.</returns>
    public async Task<(JobSnapshot? Ended, int ExitCode)> RunAsync(TextWriter progress, bool live)
    {
        while (true)
        {
            using var signals = new StopSignals();
            try
            {
                await (live ? LiveAsync(signals.Token) : PlainAsync(progress, signals.Token));
                var ended = await JobStatusCommand.ReadAsync(open, id, terminal, signals.Token);
                return (ended, JobExit.Of(ended));
            }
            catch (OperationCanceledException) when (signals.Token.IsCancellationRequested)
            {
                var choice = await StopQuestion.AskAsync(terminal);
                if (choice is StopChoice.Abort)
                    _ = await open.Client.AbortJobAsync(id, IdempotencyKey.New(), CancellationToken.None);
                if (choice is not StopChoice.Detach)
                    continue;
                await terminal.Error.WriteLineAsync($"The job goes on. See it: pushy job watch {id}   Stop it: pushy job abort {id}");
                return (null, signals.ExitCode);
            }
        }
    }

    private async Task PlainAsync(TextWriter output, CancellationToken ct)
    {
        var lines = new JobProgressLines();
        _progress = JobProgress.Nothing;
        await foreach (var message in JobFeed.ReadAsync(open.Client, id, terminal.Clock, why => terminal.Error.WriteLine(Trouble(why)), ct))
        {
            _progress = _progress.After(message);
            foreach (var line in lines.Of(message, _progress))
                await output.WriteLineAsync(line.AsMemory(), ct);
        }
    }

    private async Task LiveAsync(CancellationToken ct)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = terminal.Colours ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Out = new AnsiConsoleOutput(terminal.Output),
        });
        await console.Live(new Text("")).AutoClear(true).StartAsync(async live =>
        {
            var reading = ReadAsync(ct);
            while (!reading.IsCompleted)
            {
                live.UpdateTarget(Screen(console.Profile.Width));
                await Task.WhenAny(reading, Task.Delay(Frame, terminal.Clock, CancellationToken.None));
            }

            await reading;
        });
    }

    private async Task ReadAsync(CancellationToken ct)
    {
        var progress = JobProgress.Nothing;
        await foreach (var message in JobFeed.ReadAsync(open.Client, id, terminal.Clock, why => _trouble = Trouble(why), ct))
        {
            _progress = progress = progress.After(message);
            _trouble = null;
        }
    }

    private Spectre.Console.Rendering.IRenderable Screen(int width)
    {
        var job = JobProgressView.Render(id, _progress, terminal.Clock.GetUtcNow(), width);
        return _trouble is { } trouble ? new Rows(job, new Text(trouble, Color.Red)) : job;
    }

    private static string Trouble(string why) => $"connection lost, trying again: {SafeText.Line(why)}";
}
