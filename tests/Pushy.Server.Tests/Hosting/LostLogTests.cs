using Pushy.EndToEnd.Tests.Fleets;

namespace Pushy.Server.Tests.Hosting;

/// <summary>A log that cannot be written ends no server, and a result that cannot be written is told.</summary>
public sealed class LostLogTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pushy-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(">/dev/full 2>/dev/full")]
    [InlineData("<&- >&- 2>&-")]
    [InlineData("> >(true) 2>&1")]
    public async Task A_server_whose_log_is_full_or_closed_or_that_nobody_reads_serves_and_stops_as_asked(string streams)
    {
        var address = $"http://127.0.0.1:{Ports.Free()}";
        await using var server = await ServerProcess.StartMute(_folder, streams, address);

        for (var i = 0; i < 20; i++)
            Assert.Equal(400, (await SignedClient.Send(address, "GET", "/organizations/acme/pushy/jobs", null)).Status);
        await server.Terminate();

        Assert.Equal(0, await server.ExitCode());
    }

    [Theory]
    [InlineData(">/dev/full", "cannot write to standard output: No space left on device\n")]
    [InlineData(">&-", "cannot write to standard output: it is closed\n")]
    [InlineData(">/dev/full 2>/dev/full", "")]
    public async Task A_command_says_that_its_result_is_lost(string streams, string error)
    {
        Assert.Equal(0, (await CommandRun.Of("--set", $"pushy.storage.path={_folder}", "org", "create", "acme")).ExitCode);
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();

        var run = await ServerProcess.CommandWith(streams, "join-token", "create", "acme", "--set", $"pushy.storage.path={_folder}");

        Assert.Equal((1, "", error), (run.ExitCode, run.Output, run.Error));
    }
}
