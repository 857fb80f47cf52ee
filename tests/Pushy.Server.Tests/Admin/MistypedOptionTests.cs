using Pushy.CommandLines.Tests;
using Pushy.Server.Admin;
using Pushy.Server.Tests.Hosting;

namespace Pushy.Server.Tests.Admin;

/// <summary>What begins with <c>-</c> is an option that there is, or nothing is opened, made or removed.</summary>
public sealed class MistypedOptionTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pushy-test-").FullName;

    private string Data => Path.Combine(_folder, "data");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task No_mistyped_option_of_any_command_is_taken_for_something_else()
    {
        var slips = Slips.Of(ServerCommandLine.Create(new CommandShell([]))).ToArray();
        Assert.True(slips.Length > 500);
        foreach (var slip in slips)
        {
            var run = await Run(slip.Line);
            slip.IsRefused(run.ExitCode, run.Output, run.Error);
        }

        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    [Theory]
    [InlineData("user create acme alice --admn", "unknown option '--admn'; did you mean '--admin'?")]
    [InlineData("token revoke acme alice --di 7", "unknown option '--di'; did you mean '--id'?")]
    [InlineData("token revoke acme alice --id=", "--id= has an empty value; leave it out, or give it one")]
    [InlineData("restore backup --forced", "unknown option '--forced'; did you mean '--force'?")]
    [InlineData("doctor --ful", "unknown option '--ful'; did you mean '--full'?")]
    [InlineData("user create acme alice --admin --admin", "--admin is given twice")]
    [InlineData("user create acme alice --key-out --admin", "--key-out has no value; one that begins with - is written --key-out=-VALUE")]
    public async Task What_was_typed_and_what_was_meant_are_told(string line, string problem)
    {
        var run = await Run(line.Split(' '));

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains(problem, run.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public async Task Settings_may_be_given_again_and_before_the_command()
    {
        var run = await CommandRun.Of("--set", $"pushy.storage.path={Data}", "org", "create", "--set=pushy.jobs.linger=5m", "acme");

        Assert.True(run.ExitCode == 0, run.Error);
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
    }

    private Task<CommandRun> Run(string[] line) => CommandRun.Of(["--set", $"pushy.storage.path={Data}", .. line]);
}
