using System.CommandLine;
using Pushy.Server.Clustering;
using Pushy.Server.Configuration;
using Pushy.Server.Hosting;
using Pushy.Streams;

namespace Pushy.Server.Admin;

internal static class RunCommand
{
    public static Command Create(CommandShell shell)
    {
        var command = new Command("run", "Serve until SIGTERM or Ctrl-C, then let requests under way finish.");
        command.SetAction(async (parsed, ct) =>
        {
            var config = shell.Load(parsed);
            using var hangUp = HangUp.Ignore();
            StandardStreams.DropOutput();   // it is the log from here on
            await Serving.Run(urls => Serve(config, urls, ct), parsed.InvocationConfiguration.Error, TimeProvider.System, ct);
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>Serves once. A host that the cluster put out has to begin anew, on the ports it had.</summary>
    /// <returns>Where it listened, if it was put out; null if it was told to stop.</returns>
    private static async Task<IReadOnlyList<string>?> Serve(PushyConfig config, IReadOnlyList<string>? urls, CancellationToken ct)
    {
        await using var app = await ServerHost.Build(config, urls: urls, ct: ct);
        try
        {
            await app.StartAsync(ct);
            await app.WaitForShutdownAsync(ct);
        }
        catch (OperationCanceledException) when (app.Lifetime.ApplicationStopping.IsCancellationRequested)
        {
            await app.StopAsync(CancellationToken.None);   // told to stop, or put out, while it started
        }

        return app.Services.GetRequiredService<ClusterMembership>().WasPutOut && !ct.IsCancellationRequested ? [.. config.Options.Metrics.Without(app.Urls)] : null;
    }
}
