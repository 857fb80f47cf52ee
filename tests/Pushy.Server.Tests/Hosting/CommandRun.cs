using Pushy.Server.Admin;

namespace Pushy.Server.Tests.Hosting;

/// <summary>What a command of <c>pushy-server</c> did, run in this process.</summary>
public sealed record CommandRun(int ExitCode, string Output, string Error)
{
    public static async Task<CommandRun> Of(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await ServerCommandLine.Run(args, output, error, [], CancellationToken.None);
        return new CommandRun(exitCode, output.ToString(), error.ToString());
    }
}
