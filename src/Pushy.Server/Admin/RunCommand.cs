using System.CommandLine;
using Pushy.Server.Hosting;

namespace Pushy.Server.Admin;

internal static class RunCommand
{
    public static Command Create(CommandShell shell)
    {
        var command = new Command("run", "Serve until SIGTERM or Ctrl-C, then let requests under way finish.");
        command.SetAction(async (parsed, ct) =>
        {
            await using var app = await ServerHost.Build(shell.Load(parsed), ct: ct);
            await app.RunAsync(ct);
            return ExitCode.Done;
        });
        return command;
    }
}
