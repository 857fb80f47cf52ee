using System.Text.Json;

namespace Pushy.Cli.Tests.Server;

/// <summary>The commands against a real server, one agent, and one node that is not there.</summary>
public sealed class RealServerTests(RealServer server) : IClassFixture<RealServer>
{
    private const string NobodyListens = "http://127.0.0.1:1";

    [Fact]
    public async Task A_job_is_started_followed_and_told_with_its_output()
    {
        var (code, output, error) = await server.RunAsync("job", "start", "echo hello", "web1", "--capture");

        Assert.Equal(0, code);
        var lines = output.Split('\n');
        Assert.Matches("^Started.  Job ID: [0-9a-f]{32}$", lines[0]); // scripts read it
        Assert.Contains("web1 succeeded", error.Split('\n'));
        Assert.DoesNotContain("web1 succeeded", lines);   // progress is no result
        Assert.Equal(["=== web1", "hello", ""], lines[^3..]);
    }

    [Theory]
    [InlineData(1, "exit 3", "web1")]
    [InlineData(0, "true", "web1", "db1", "--quorum", "1")]
    [InlineData(3, "true", "web1", "db1")]
    [InlineData(4, "sleep 60", "slow-a", "--run-timeout", "1")]
    public async Task Its_end_is_the_exit_code(int code, params string[] job)
    {
        var run = await server.RunAsync(["job", "start", .. job]);

        Assert.True(code == run.Code, run.Output + run.Error);
    }

    [Fact]
    public async Task A_job_can_be_left_alone_and_stopped_later()
    {
        var id = (await server.RunAsync("job", "start", "sleep 60", "slow-b", "--nowait")).Output.Trim()[^32..];
        await LivingProcess.UntilAsync(
            async () => (await server.RunAsync("node", "doctor", "slow-b")) is { Code: 0 } found && found.Output.Contains($"It is in job {id}", StringComparison.Ordinal),
            "the doctor says which job slow-b is in, and finds nothing wrong with that");
        var abort = await server.RunAsync("job", "abort", id);
        var watch = await server.RunAsync("job", "watch", id, "--json");

        Assert.Equal((0, $"Job {id} aborted.\n"), (abort.Code, abort.Output));
        Assert.Equal(5, watch.Code);
        using var json = JsonDocument.Parse(watch.Output);
        Assert.Equal("aborted", json.RootElement.GetProperty("status").GetString());
        Assert.Equal("aborted_by_user", json.RootElement.GetProperty("results")[0].GetProperty("reason").GetString());
        Assert.Contains("aborted after", watch.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_for_a_browser_is_printed()
    {
        var (code, output, error) = await server.RunAsync("login", "--browser");

        Assert.Equal(0, code);
        Assert.Matches("^http://127.0.0.1:[0-9]+/ui/link\\?code=[A-Za-z0-9_-]{43}\n$", output);
        Assert.Matches("^Open it in a browser; it is good once, until [0-9]{2}:[0-9]{2}.\n$", error);
    }

    [Fact]
    public async Task The_same_idempotency_key_starts_nothing_twice()
    {
        string[] start = ["job", "start", "true", "web1", "--idempotency-key", "once"];

        var (first, second) = (await server.RunAsync(start), await server.RunAsync(start));

        Assert.Equal((0, 0), (first.Code, second.Code));
        Assert.Equal(first.Output.Split('\n')[0], second.Output.Split('\n')[0]);
    }

    [Fact]
    public async Task Output_is_folded_raw_or_followed()
    {
        var id = (await server.RunAsync("job", "start", "echo out; echo err >&2; printf '\\033[2J'", "web1", "--capture", "--nowait")).Output.Trim()[^32..];

        var followed = await server.RunAsync("job", "output", id, "--follow");
        await server.RunAsync("job", "watch", id);
        var folded = await server.RunAsync("job", "output", id);
        using var shell = server.Shell();
        var raw = await CommandTree.InvokeAsync(["job", "output", id, "--raw"], shell.Terminal);
        var missing = await server.RunAsync("job", "output", id, "web1", "db1");

        Assert.Equal((0, "out\n?[2J\n", "err\n"), followed);
        Assert.Equal((0, "=== web1\nout\n?[2J\nstderr: err\n"), (folded.Code, folded.Output));
        Assert.Equal((0, "out\n\e[2J"), (raw, System.Text.Encoding.UTF8.GetString(shell.Bytes)));
        Assert.Equal(1, missing.Code);
    }

    [Fact]
    public async Task A_dry_run_starts_nothing_and_says_who_is_there()
    {
        var before = (await server.RunAsync("job", "list", "--json", "--command", "never")).Output;
        var plan = await server.RunAsync("job", "start", "never", "--match", "*1", "--quorum", "100%", "--dry-run");

        Assert.Equal(3, plan.Code);
        Assert.Contains("db1   none: never connected", plan.Output, StringComparison.Ordinal);
        Assert.Contains("Quorum: 100% means that 2 of 2 must vote yes", plan.Output, StringComparison.Ordinal);
        Assert.Equal("[]\n", before);
        Assert.Equal(before, (await server.RunAsync("job", "list", "--json", "--command", "never")).Output);
    }

    [Theory]
    [InlineData("touch f", "web1", "--dryrun")]
    [InlineData("touch f", "web1", "--dry_run")]
    [InlineData("touch f", "web1", "--qourum", "1")]
    [InlineData("--captur", "touch f", "web1")]
    [InlineData("touch f", "--", "web1", "--dry-run")]
    public async Task A_mistyped_option_starts_no_job(params string[] job)
    {
        var start = await server.RunAsync(["job", "start", .. job]);

        Assert.Equal((2, ""), (start.Code, start.Output));
        foreach (var command in (string[])["touch f", "--captur"])
            Assert.Equal("[]\n", (await server.RunAsync("job", "list", "--json", $"--command={command}")).Output);
    }

    [Fact]
    public async Task Nodes_that_have_joined_are_listed_connected_or_not()
    {
        // Just after an abort a node cannot be had until it says that nothing is left of the job.
        await LivingProcess.UntilAsync(async () => (await server.RunAsync("node", "list")).Output.Split("  available").Length == 4, "three nodes can be had");
        var list = await server.RunAsync("node", "list");
        var doctor = await server.RunAsync("node", "doctor", "db1");

        Assert.Equal(0, list.Code);
        Assert.Matches("^NODE    STATE       LAST SEEN *\ndb1     never seen *-? *\nslow-a  available .*\nslow-b  available .*\nweb1    available .*\n$", list.Output);
        Assert.Equal(1, doctor.Code);
        Assert.Contains("and has never been connected.", doctor.Output, StringComparison.Ordinal);
        Assert.Contains("It has joined; valid keys: 1.", doctor.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_login_with_a_piped_token_is_kept_and_the_token_never_shown()
    {
        using var shell = new TestShell(server.Token + "\n");
        var login = await CommandTree.InvokeAsync(["login", "prod", "--server", server.Address, "--org", "acme"], shell.Terminal);
        var list = await CommandTree.InvokeAsync(["job", "list", "--limit", "1"], shell.Terminal);
        var show = await CommandTree.InvokeAsync(["config", "show"], shell.Terminal);
        await CommandTree.InvokeAsync(["config", "list", "--json"], shell.Terminal);

        Assert.Equal((0, 0, 0), (login, list, show));
        Assert.Contains("Signed in. Kept as profile 'prod'", shell.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(server.Token, shell.Output + shell.Error, StringComparison.Ordinal);
        Assert.Contains(server.Token, await File.ReadAllTextAsync(shell.Home.In(".config/pushy/config")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_signs_as_well()
    {
        using var shell = new TestShell();
        var login = await CommandTree.InvokeAsync(["login", "--server", server.Address, "--org", "acme", "--sign-as", "alice", "--key", server.KeyFile], shell.Terminal);
        var job = await CommandTree.InvokeAsync(["job", "start", "true", "web1"], shell.Terminal);

        Assert.True((0, 0) == (login, job), shell.Error);
    }

    [Fact]
    public async Task A_token_that_is_no_good_is_not_kept()
    {
        using var shell = new TestShell("pushy_wrong\n");

        Assert.Equal(6, await CommandTree.InvokeAsync(["login", "--server", server.Address, "--org", "acme"], shell.Terminal));
        Assert.Contains("the token is unknown, expired or revoked", shell.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(shell.Home.In(".config/pushy/config")));
    }

    [Fact]
    public async Task Without_a_server_it_is_unreachable_and_with_a_second_one_it_is_not()
    {
        var alone = await server.RunAsync("job", "list", "--server", NobodyListens);
        var both = await server.RunAsync("job", "list", "--server", NobodyListens, "--server", server.Address);

        Assert.Equal(7, alone.Code);
        Assert.Contains("Connection refused", alone.Error, StringComparison.Ordinal);
        Assert.Equal(0, both.Code);
    }

    [Fact]
    public async Task What_the_server_refuses_is_told_in_its_words()
    {
        var unknown = await server.RunAsync("job", "status", new string('f', 32));
        var filter = await server.RunAsync("job", "list", "--status", "bogus");

        Assert.Equal((2, 2), (unknown.Code, filter.Code));
        Assert.Contains("answered 404: not found", unknown.Error, StringComparison.Ordinal);
        Assert.Contains("'status' is not a job's status; allowed are voting", filter.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Servers_and_this_program_of_one_version_need_no_upgrade_and_one_that_is_silent_is_told()
    {
        var run = await server.RunAsync("upgrade-check", "--server", server.Address, "--server", NobodyListens);
        var silent = await server.RunAsync("upgrade-check", "--server", NobodyListens);

        Assert.True(run.Code == 0, run.Output + run.Error);
        Assert.Contains("All are of one version: nothing to upgrade.", run.Output, StringComparison.Ordinal);
        Assert.Matches("agents +[0-9.]+ +[0-9]+ agents?\n", run.Output);
        Assert.Contains($"{NobodyListens} does not answer", run.Output, StringComparison.Ordinal);
        Assert.Equal(7, silent.Code);
    }
}
