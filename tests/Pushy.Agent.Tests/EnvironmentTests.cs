using Pushy.Agent.Jobs;
using Pushy.Agent.Supervision;
using Pushy.Agent.Tests.Harness;
using Pushy.Contracts.Agents;

namespace Pushy.Agent.Tests;

/// <summary>What belongs to the account that a command runs as, whoever started the agent.</summary>
public sealed class EnvironmentTests
{
    private const string Show = "echo $HOME $USER $LOGNAME $SHELL $PATH";
    private const string UsualPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    [Theory]
    [InlineData("exec env -i \"$@\"", UsualPath)]
    [InlineData("exec env -i HOME=/wrong USER=wrong LOGNAME=wrong SHELL=/wrong PATH=/usr/bin:/bin \"$@\"", "/usr/bin:/bin")]
    public async Task A_command_of_an_agent_that_was_started_without_an_environment_has_its_accounts(string script, string path)
    {
        var own = Account.OfThisProcess()!;
        var lines = await RunAsync(script, new(Some.Job(1), Show));
        Assert.Equal($"{own.Home} {own.Name} {own.Name} {own.Shell} {path}\n", lines);
    }

    [Fact]
    public async Task A_command_of_another_account_has_that_accounts()
    {
        if (Libc.EffectiveUid() != 0)
            return;
        var nobody = Account.Find("nobody")!;
        var lines = await RunAsync("exec env -i \"$@\"", new(Some.Job(1), Show) { User = "nobody" });
        Assert.Equal($"{nobody.Home} nobody nobody {nobody.Shell} {UsualPath}\n", lines);
    }

    [Theory]
    [InlineData("HOME"), InlineData("USER"), InlineData("LOGNAME"), InlineData("SHELL")]
    public void What_is_the_accounts_an_entry_has_to_name_before_a_job_may_set_it(string name)
    {
        var ofJob = new Dictionary<string, string> { [name] = "/other" };
        Assert.Contains($"{name} may not be set, as it is that of the account", JobEnvironment.Fault(ofJob, EntryWith("true"), null));
        Assert.Null(JobEnvironment.Fault(ofJob, EntryWith($"[\"{name}\"]"), null));
        Assert.Equal("/other", JobEnvironment.Build(ofJob, null, null, Some.Node, Some.Job(1), null)[name]);
    }

    private static WhitelistedCommand EntryWith(string env) =>
        WhitelistFile.Parse(System.Text.Encoding.UTF8.GetBytes($$"""{"go": {"command_line": "true", "env": {{env}} } }"""), "test").Find("go")!;

    private static async Task<string?> RunAsync(string script, ServerMessage.Commit commit)
    {
        await using var bench = await AgentBench.StartAsync();
        bench.StartAgentBy(script);
        var link = await bench.Server.LinkAsync();
        await link.ExpectAsync<AgentMessage.Hello>();
        return (await link.RunAsync<AgentMessage.Succeeded>(commit with { Capture = true })).Stdout;
    }
}
