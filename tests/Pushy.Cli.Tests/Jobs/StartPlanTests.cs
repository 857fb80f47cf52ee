using Pushy.Cli.Jobs;
using Pushy.Contracts.Jobs;
using Pushy.Contracts.Nodes;

namespace Pushy.Cli.Tests.Jobs;

public sealed class StartPlanTests
{
    private static readonly Dictionary<string, NodeDocument> Known = new NodeDocument[]
    {
        new("web1", "online", "available"), new("web2", "online", "available"), new("web3", "online", "busy") { Job = Some.JobId }, new("db1", "offline", "unavailable"),
    }.ToDictionary(node => node.Name);

    private static StartPlan Plan(string quorum) =>
        new("chef-client", JobPlan.Of(["web1", "web2", "web3", "db1"], Quorum.Read(quorum)!, Known.GetValueOrDefault));

    [Fact]
    public void Who_is_likely_to_vote_yes_is_told_and_what_the_quorum_means() => Snapshot.Matches("plan-lost", Text(Plan("70%")));

    [Fact]
    public void A_smaller_quorum_would_be_won() => Snapshot.Matches("plan-won", Text(Plan("1")));

    [Fact]
    public void Of_many_nodes_only_those_are_listed_that_would_not_vote_yes()
    {
        string[] names = [.. Enumerable.Range(1, 1000).Select(number => $"n{number}")];
        var plan = new StartPlan("true", JobPlan.Of([.. names, "lost"], Quorum.Everyone, name => name == "lost" ? null : new NodeDocument(name, "online", "available")));

        Assert.Equal(["NODE  LIKELY VOTE", "lost  none: nobody has this name"], plan.Table().Lines(null, colours: false));
    }

    [Fact]
    public void A_name_that_nobody_has_is_told_with_the_one_that_may_have_been_meant()
    {
        var plan = new StartPlan("true", JobPlan.Of(["web02", "mail"], Quorum.Everyone, Known.GetValueOrDefault, Known.Keys));

        Assert.Equal(
            ["NODE   LIKELY VOTE", "web02  none: nobody has this name; did you mean web2?", "mail   none: nobody has this name"], plan.Table().Lines(null, colours: false));
        Assert.Equal("web2", plan.Document()["nodes"]![0]!["nearest"]!.GetValue<string>());
    }

    [Fact]
    public void Only_some_names_of_a_job_are_compared_with_all_that_there_are()
    {
        var plan = JobPlan.Of(Enumerable.Range(0, 1000).Select(number => $"web2x{number}"), Quorum.Everyone, Known.GetValueOrDefault, Known.Keys.Append("web2x"));

        Assert.InRange(plan.Nodes.Count(node => node.Nearest is not null), 1, Domain.Nodes.NearestName.MostLooks);
    }

    [Theory]
    [InlineData("echo a\tb", null, null, null, "its command: it has the control character U+0009 (tab) at position 7; agents take commands of one line without any. Put a ; between two commands")]
    [InlineData("true", "", null, null, "its user: the name of an account is not empty and has no control characters")]
    [InlineData("true", null, "srv/app", null, "its directory: it must be an absolute path, as in /srv/app")]
    [InlineData("true", null, null, "2ND", "its environment: \"2ND\" is not a name: letters, digits and _, not beginning with a digit")]
    public void What_every_agent_refuses_loses_the_vote_of_a_plan_too(string command, string? user, string? dir, string? variable, string why)
    {
        var job = new JobRequest
        {
            Command = command, Nodes = ["web1", "db1"], User = user, Dir = dir, Env = variable is null ? null : new Dictionary<string, string> { [variable] = "x" },
        };
        var plan = new StartPlan(command, JobPlan.Of(job.Nodes, Quorum.Read("1")!, Known.GetValueOrDefault, Known.Keys, JobDemands.Fault(job)));

        Assert.Equal(why, plan.Plan.Impossible);
        Assert.False(plan.Plan.LikelyToRun);
        Assert.Equal(["NODE  LIKELY VOTE", "web1  no: no agent takes this job", "db1   none: not connected"], plan.Table().Lines(null, colours: false));
        Assert.Contains($"The vote cannot be won: no agent takes this job: {why}.", plan.Verdict());
    }

    private static string Text(StartPlan plan) => string.Join('\n', plan.Table().Lines(80, colours: false).Concat(plan.Verdict()));
}
