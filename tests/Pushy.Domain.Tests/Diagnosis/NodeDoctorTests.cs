using Pushy.Domain.Diagnosis;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;
using Pushy.Domain.Presence;

namespace Pushy.Domain.Tests.Diagnosis;

public sealed class NodeDoctorTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);
    private static readonly JobId Job = new("0a1b2c3d4e5f25fd67fa8715fd547d3d");

    private static readonly LinkFacts Link = new(Now.AddHours(-3), Now, "192.0.2.7", TimeSpan.Zero) { Version = "1.2.3", Platform = "linux-x64" };

    private static readonly NodeFacts Well = new(new NodeName("web1"), Online(), Now, TimeSpan.FromMinutes(15))
    {
        Enrolment = new Enrolment(Now.AddDays(-30), ValidKeys: 1, ExpiredKeys: 0, LastExpiry: null),
        Link = Link,
    };

    private static readonly NodeFacts Gone = Well with { State = PresenceState.Initial, Link = Link with { LastSeen = Now.AddMinutes(-5), End = LinkEnding.ConnectionLost } };

    [Fact]
    public void A_node_that_is_well_has_no_problem()
    {
        Assert.Equal(
            [
                "It is connected since 2026-11-25 09:00:00Z, 3 h ago, from 192.0.2.7; agent 1.2.3 on linux-x64.",
                "It has joined; valid keys: 1.",
                "Its clock was right when it last signed in.",
                "It is in no job now, and can be asked for its vote.",
                "It has been in no job that the server still knows.",
            ],
            NodeDoctor.Examine(Well).Where(finding => finding.Level is FindingLevel.Ok).Select(finding => finding.Text));
        Assert.DoesNotContain(NodeDoctor.Examine(Well), finding => finding.Level is FindingLevel.Problem);
    }

    [Theory]
    [InlineData(LinkEnding.ConnectionLost, "Its connection was lost.", "can it reach the server")]
    [InlineData(LinkEnding.AgentStopped, "Its agent was stopped in good order.", "systemctl start pushy-agent")]
    [InlineData(LinkEnding.ServerStopped, "Its server was stopped then, and it has not come back since.", "systemctl status pushy-agent")]
    [InlineData(null, "Its server ended without a word then, and it has not come back since.", "systemctl status pushy-agent")]
    public void A_node_that_is_gone_is_told_with_when_it_was_last_seen_and_how_it_went(LinkEnding? end, string how, string remedy) => Finds(
        Gone with { Link = Gone.Link! with { End = end } },
        $"It is not connected: no job can run on it now. It was last seen 2026-11-25 11:55:00Z, 5 min ago, connected from 192.0.2.7. {how}", remedy);

    [Theory]
    [InlineData(DownReason.AgentStopped, "Its agent was stopped in good order.")]
    [InlineData(DownReason.ConnectionLost, "Its connection was lost.")]
    public void An_end_that_is_not_stored_yet_is_told_as_presence_saw_it(DownReason why, string how) => Assert.Contains(
        NodeDoctor.Examine(Gone with { State = new PresenceState.Offline(why, Now), Link = Gone.Link! with { End = null } }), finding => finding.Text.EndsWith(how, StringComparison.Ordinal));

    [Fact]
    public void A_node_that_joined_and_never_came_is_told_from_one_that_left() => Finds(
        Well with { State = PresenceState.Initial, Link = null }, "It joined 2026-10-26 12:00:00Z, 30 days ago, and has never been connected.", "start its agent");

    [Fact]
    public void A_name_that_nobody_has_is_a_problem_of_its_own()
    {
        var nobody = Well with { State = PresenceState.Initial, Link = null, Enrolment = null };

        Finds(nobody, "Nobody of this name has joined.", "pushy-agent join --node web1");
        Assert.All(NodeDoctor.Examine(nobody), finding => Assert.Equal(FindingLevel.Problem, finding.Level));   // nothing is claimed of what is not there
    }

    [Fact]
    public void A_name_that_no_node_can_have_is_said_to_be_one() =>
        Finds(Well with { Node = new NodeName("web 1"), State = PresenceState.Initial, Link = null, Enrolment = null }, "No node can have this name.", "spelt right");

    [Fact]
    public void Keys_that_have_all_expired_are_told_with_when() => Finds(
        Gone with { Enrolment = new Enrolment(null, 0, 2, Now.AddDays(-3)) },
        "It has joined, but has no key that is valid: the last one expired 2026-11-22 12:00:00Z, 3 days ago. Its sign-in is refused.", "pushy-server node key add ORG web1");

    [Fact]
    public void A_node_without_any_key_is_told() => Finds(Gone with { Enrolment = new Enrolment(null, 0, 0, null) }, "It has joined, but has no key: its sign-in is refused.", "key add");

    [Theory]
    [InlineData(LinkRefusal.Clock, -1200, "its clock was 1200 s behind, and less than 900 s is allowed", "timedatectl set-ntp true")]
    [InlineData(LinkRefusal.Clock, 901, "its clock was 901 s ahead, and less than 900 s is allowed", "timedatectl set-ntp true")]
    [InlineData(LinkRefusal.BadSignature, 0, "it signed with a key that is not the node's", "key add ORG web1")]
    [InlineData(LinkRefusal.UnknownName, 0, "the organization knew nobody of this name", "pushy-agent join --node web1")]
    [InlineData(LinkRefusal.OtherName, 0, "it signed in another name than the node's", "--node")]
    [InlineData(LinkRefusal.TooManyFailures, 0, "too many sign-ins from its address had failed", "behind the same address")]
    [InlineData(LinkRefusal.ServerFull, 0, "the server had as many agents as it takes", "pushy.link.max-links")]
    [InlineData(LinkRefusal.BadProof, 0, "whoever sent its signed request could not prove to have its key", "https")]
    [InlineData(LinkRefusal.Unproven, 0, "its agent is too old to prove itself", "pushy.link.unproven")]
    [InlineData(LinkRefusal.Other, 0, "a header of its sign-in was no value that it could be", "proxy")]
    public void Why_a_node_was_not_let_in_is_told_with_what_to_do(LinkRefusal why, int skew, string text, string remedy) => Finds(
        Gone with { Refusal = new RefusalFacts(Now.AddSeconds(-20), why, "192.0.2.9", TimeSpan.FromSeconds(skew)) },
        $"It wanted to connect and was refused, 2026-11-25 11:59:40Z, 20 s ago, from 192.0.2.9: {text}.", remedy);

    [Fact]
    public void Every_reason_to_refuse_a_node_has_words_of_its_own() => Assert.Distinct(Enum.GetValues<LinkRefusal>().Select(why =>
        NodeDoctor.Examine(Gone with { Refusal = new RefusalFacts(Now, why, "192.0.2.9", TimeSpan.FromHours(1)) }).Single(finding => finding.Text.Contains("refused,", StringComparison.Ordinal)).Text));

    [Fact]
    public void A_refusal_that_was_made_up_for_is_no_matter() => Assert.DoesNotContain(
        NodeDoctor.Examine(Well with { Refusal = new RefusalFacts(Link.ConnectedAt.AddSeconds(-1), LinkRefusal.Clock, "192.0.2.7", null) }), finding => finding.Level is FindingLevel.Problem);

    [Fact]
    public void A_cloned_machine_is_told_with_both_addresses() => Finds(
        Well with { Refusal = new RefusalFacts(Now.AddSeconds(-20), LinkRefusal.NodeInUse, "192.0.2.9", null) },
        $"Two machines have this node's key: an agent at 192.0.2.9 wanted to connect and was refused, 2026-11-25 11:59:40Z, 20 s ago, as the one at {Link.Remote} answered.", "join it under a name of its own (pushy-agent join)");

    [Fact]
    public void While_a_node_is_there_a_refusal_is_somebody_elses() => Finds(
        Well with { Refusal = new RefusalFacts(Now.AddMinutes(-10), LinkRefusal.BadSignature, "192.0.2.9", null) }, "Somebody else wanted to connect under its name, and was refused", "two agents may have the same name");

    [Theory]
    [InlineData(59, FindingLevel.Ok, "Its clock was 59 s ahead when it last signed in.")]
    [InlineData(-300, FindingLevel.Problem, "Its clock was 300 s behind when it last signed in; from 900 s on it is refused.")]
    public void A_clock_that_is_off_is_told_long_before_it_is_refused(int skew, FindingLevel level, string text) => Assert.Contains(
        NodeDoctor.Examine(Well with { Link = Link with { ClockSkew = TimeSpan.FromSeconds(skew) } }), finding => finding.Level == level && finding.Text == text);

    [Fact]
    public void A_busy_node_is_told_with_its_job_and_is_no_problem()
    {
        var findings = NodeDoctor.Examine(Well with { State = Online(Job) });

        Assert.Contains(findings, finding => finding is { Level: FindingLevel.Ok, Remedy: { } remedy } && finding.Text == $"It is in job {Job}: until that has ended it votes no."
            && remedy.Contains($"pushy job abort {Job}", StringComparison.Ordinal));
        Assert.DoesNotContain(findings, finding => finding.Level is FindingLevel.Problem);
    }

    [Fact]
    public void A_node_that_is_made_to_drop_a_job_is_not_called_busy() =>
        Finds(Well with { State = Online(Job, resetting: true) }, "It is made to drop a job: until its agent says that nothing is left of that, no job can use it.", "restart the agent");

    [Fact]
    public void Past_jobs_are_told_with_why_and_with_advice_where_there_is_any()
    {
        var facts = Well with
        {
            Jobs =
            [
                new JobPart(Job, "true", Now, NodeState.Running, null),
                new JobPart(Job, "true", Now, NodeState.Nacked, new NodeEnding.Nacked(NackReason.NotWhitelisted, null)),
                new JobPart(Job, "true", Now, NodeState.Succeeded, new NodeEnding.Ended(new CommandResult(true, 0, null, null, null, null))),
            ],
        };

        Assert.Contains(NodeDoctor.Examine(facts), finding => finding.Level is FindingLevel.Note
            && finding.Text == $"In job {Job} of 2026-11-25 12:00:00Z: nacked. The node refused the job: its whitelist does not have this command."
            && finding.Remedy!.Contains("add the command to the agent's whitelist", StringComparison.Ordinal));
        Assert.DoesNotContain(NodeDoctor.Examine(facts), finding => finding.Level is FindingLevel.Problem);   // what was says nothing about now
        Assert.Contains(NodeDoctor.Examine(facts), finding => finding is { Level: FindingLevel.Ok, Remedy: null } && finding.Text.EndsWith("succeeded. The command ended with exit code 0.", StringComparison.Ordinal));
        Assert.DoesNotContain(NodeDoctor.Examine(facts), finding => finding.Text.Contains("running", StringComparison.Ordinal));   // that is its work of now, and told there
    }

    [Fact]
    public void An_agent_that_goes_on_with_older_settings_is_a_problem_while_it_is_there()
    {
        var fault = Link with { SettingsFault = "whitelist /w: is not JSON" };
        Finds(
            Well with { Link = fault }, "Its agent was told to read its settings and whitelist anew, and could not, so it goes on with the last good ones: whitelist /w: is not JSON.",
            "systemctl reload pushy-agent");
        Assert.DoesNotContain(NodeDoctor.Examine(Gone with { Link = fault }), finding => finding.Text.Contains("anew", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(119, "119 s")]
    [InlineData(120, "2 min")]
    [InlineData(7199, "119 min")]
    [InlineData(7200, "2 h")]
    [InlineData(172800, "2 days")]
    public void Lengths_are_told_in_a_unit_of_which_there_are_several(int seconds, string text) => Assert.Equal(text, Spans.Text(TimeSpan.FromSeconds(seconds)));

    private static PresenceState.Online Online(JobId? holds = null, bool resetting = false) => new("incarnation", Now.AddHours(-3), holds, resetting);

    private static void Finds(NodeFacts facts, string text, string remedy) => Assert.Contains(
        NodeDoctor.Examine(facts),
        finding => finding.Level is FindingLevel.Problem && finding.Text.StartsWith(text, StringComparison.Ordinal) && finding.Remedy?.Contains(remedy, StringComparison.Ordinal) == true);
}
