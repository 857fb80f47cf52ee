using Pushy.Contracts.Jobs;
using Pushy.EndToEnd.Tests.Fleets;

namespace Pushy.EndToEnd.Tests.Agents;

/// <summary>A machine that nobody told the server about enrols itself, and runs a job.</summary>
public sealed class JoinTests
{
    [Fact]
    public Task A_machine_joins_with_a_token_and_runs_a_job() => Fleet.RunAsync(0, async fleet =>
    {
        var token = await TokenAsync(fleet);
        Assert.Equal(0, await JoinAsync(fleet, "machine-1", token, "one"));

        fleet.Start("joined", [.. Programs.Agent, "run", "--config", fleet.In("one", "agent.json")]);
        await fleet.AvailableAsync("machine-1");
        var id = await fleet.Api.PostAsync(new JobRequest { Command = "echo I am $CHEF_PUSH_NODE_NAME", Nodes = ["machine-1"], CaptureOutput = true });

        await Until.TrueAsync("the job is complete", async () => (await fleet.Api.JobAsync(id)).Status == "complete");
        Assert.Equal("I am machine-1\n", await fleet.Api.OutputAsync(id, "machine-1", "stdout"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, Mode(fleet.In("one", "key.pem")));
    });

    [Fact]
    public Task A_token_that_is_used_up_joins_nobody_else() => Fleet.RunAsync(0, async fleet =>
    {
        var token = await TokenAsync(fleet);
        Assert.Equal(0, await JoinAsync(fleet, "machine-1", token, "one"));

        Assert.Equal(4, await JoinAsync(fleet, "machine-2", token, "two"));
        Assert.False(File.Exists(fleet.In("two", "agent.json")));
    });

    private static async Task<string> TokenAsync(Fleet fleet)
    {
        var made = fleet.Start("join-token", [.. Programs.Server, "join-token", "create", FleetTemplate.Organization, "--set", $"pushy.storage.path={fleet.Data}"]);
        Assert.Equal(0, await made.Exited);
        return made.Log().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[^1];
    }

    private static Task<int> JoinAsync(Fleet fleet, string node, string token, string folder)
    {
        Directory.CreateDirectory(fleet.In(folder));
        return fleet.Start("join", [
            .. Programs.Agent, "join", "--server", fleet.Address.GetLeftPart(UriPartial.Authority), "--org", FleetTemplate.Organization, "--node", node, "--token", token,
            "--key", fleet.In(folder, "key.pem"), "--config", fleet.In(folder, "agent.json"), "--state-dir", fleet.In(folder, "state"), "--whitelist", fleet.In("whitelist.json"),
        ]).Exited;
    }

    private static UnixFileMode Mode(string path) => OperatingSystem.IsWindows() ? UnixFileMode.None : File.GetUnixFileMode(path);
}
