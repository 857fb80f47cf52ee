using Pushy.Cli.Nodes;
using Pushy.Contracts.Jobs;

namespace Pushy.Cli.Tests.Nodes;

public sealed class NodeDoctorTests
{
    private static readonly NodeFacts Well = new("web1", Available: true, Enrolled: true, UsableKeys: 1, BusyWith: null, [], Skew: TimeSpan.FromSeconds(-2));

    [Fact]
    public void A_node_that_is_well_has_no_problem_and_what_cannot_be_told_is_said()
    {
        var findings = NodeDoctor.Examine(Well).ToList();

        Assert.DoesNotContain(findings, one => one.Weight is Weight.Problem);
        Assert.Contains(findings, one => one.Weight is Weight.Unknown && one.Text.Contains("does not tell when it was last connected", StringComparison.Ordinal));
    }

    [Fact]
    public void A_name_that_never_joined_is_a_problem_of_its_own() =>
        Finds(Well with { Available = false, Enrolled = false, UsableKeys = null }, "Nobody of this name has ever joined");

    [Fact]
    public void A_node_whose_keys_have_all_expired_cannot_sign_in() =>
        Finds(Well with { Available = false, UsableKeys = 0 }, "has no key that is still valid");

    [Fact]
    public void A_busy_node_is_told_with_its_job() => Finds(Well with { BusyWith = "4711" }, "It is in job 4711: until that has ended it votes no.");

    [Fact]
    public void A_clock_that_is_off_is_told_with_its_direction() =>
        Finds(Well with { Skew = TimeSpan.FromMinutes(-20) }, "The clock of this machine is 1200 s behind the server's.");

    [Fact]
    public void A_refusal_that_stays_comes_with_what_to_do() => Finds(
        Well with { Past = [new NodePast("4711", "today", new JobNodeDocument("web1", "nacked") { Reason = "not_whitelisted", Detail = "Refused." })] },
        "In job 4711 of today: nacked. Refused. (add the command to the agent's whitelist, and restart the agent)");

    [Fact]
    public void Where_the_directory_cannot_be_seen_nothing_is_claimed_of_it()
    {
        var findings = NodeDoctor.Examine(Well with { Available = false, Enrolled = null, UsableKeys = null }).ToList();

        Assert.Contains(findings, one => one.Weight is Weight.Unknown && one.Text.StartsWith("Whether it has ever joined cannot be seen", StringComparison.Ordinal));
        Assert.DoesNotContain(findings, one => one.Text.StartsWith("It has joined", StringComparison.Ordinal));
    }

    private static void Finds(NodeFacts facts, string problem) =>
        Assert.Contains(NodeDoctor.Examine(facts), one => one.Weight is Weight.Problem && one.Text.Contains(problem, StringComparison.Ordinal));
}
