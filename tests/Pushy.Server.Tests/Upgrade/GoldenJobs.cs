using System.Text.Json;
using Pushy.Contracts.Agents;
using Pushy.Server.Tests.Hosting;
using Pushy.Server.Tests.Jobs;
using Pushy.Server.Tests.Links;

namespace Pushy.Server.Tests.Upgrade;

/// <summary>What lies in a golden database: jobs at each step of their life, and what people saw of those that had finished.</summary>
/// <param name="Finished">Job documents by id, as they were answered.</param>
/// <param name="Output">What web1 printed in the job of that id.</param>
/// <param name="Voting">web3 has said yes, web2 has not answered; both must.</param>
/// <param name="Running">web1 has started it.</param>
internal sealed record GoldenJobs(Dictionary<string, JsonElement> Finished, Dictionary<string, string> Output, string Voting, string Running)
{
    /// <summary>Settings of whoever makes one: the vote outlasts the making, and is over when a test looks.</summary>
    public static string[] Sets { get; } = ["pushy.jobs.vote-timeout=1m", "pushy.jobs.linger=0s"];

    /// <summary>Makes them on a server and stops it while some are under way.</summary>
    public static async Task<GoldenJobs> Make(JobOrganization org)
    {
        await using var web1 = await org.Agent("web1");
        await using var web2 = await org.Agent("web2");
        await using var web3 = await org.Agent("web3");

        var complete = await org.Post(new { command = "écho 'ok'", nodes = (string[])["web1", "off"], quorum = 1, user = "daemon", env = new { A = "é" }, capture_output = true });
        await web1.Start();
        await web1.End(new AgentMessage.Succeeded(complete) { Stdout = "out\n", Stderr = "" });
        var noQuorum = await org.Post("off");
        var aborted = await org.Post("web1");
        await web1.Start();
        Assert.Equal(200, (await org.Alice.Post(org.Path($"jobs/{aborted}/abort"), "{}")).Status);
        await web1.Hear<ServerMessage.Abort>();
        await web1.End(new AgentMessage.Aborted(aborted));
        var timedOut = await org.Post(new { command = "true", nodes = (string[])["web1"], run_timeout = 1 });
        await web1.Start();
        await web1.Hear<ServerMessage.Abort>();
        await web1.End(new AgentMessage.Aborted(timedOut));

        var finished = new Dictionary<string, JsonElement>();
        foreach (var (id, status) in new[] { (complete, "complete"), (noQuorum, "quorum_failed"), (aborted, "aborted"), (timedOut, "timed_out") })
        {
            await org.Job(id, status);
            await org.Gone(id);
            finished[id] = await org.Job(id);
        }

        var running = await org.Post(new { command = "sleep", nodes = (string[])["web1"], run_timeout = int.MaxValue });
        await web1.Start();
        await org.Job(running, "running", nodes: 1);
        var voting = await org.Post("web2", "web3");
        await web3.Ready();
        await web2.Hear<ServerMessage.Commit>();
        await org.Job(voting, "ready", nodes: 1);
        await org.Server.Stop();
        return new GoldenJobs(finished, new() { [complete] = "out\n" }, voting, running);
    }
}
