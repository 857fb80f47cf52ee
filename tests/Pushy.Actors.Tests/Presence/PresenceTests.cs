using Pushy.Actors.Presence;
using Pushy.Actors.Tests.Stage;
using Pushy.Contracts.Agents;
using Pushy.Domain.Nodes;
using Pushy.Domain.Presence;

namespace Pushy.Actors.Tests.Presence;

/// <summary>What the roster shows of nodes, and when presence forgets them.</summary>
public sealed class PresenceTests : VirtualHost
{
    private static readonly NodeKey Key = new(Organization, Web1);

    [Fact]
    public async Task A_connected_node_is_shown_with_its_incarnation_and_since_when()
    {
        await Connect(Web1);

        Assert.Equal(new PresenceState.Online("incarnation-1", Clock.Now.ToUniversalTime(), null, Resetting: false), Roster.Find(Key));
        Assert.Equal(1, Roster.Connected);
    }

    [Fact]
    public async Task Nodes_are_listed_by_name_within_their_organization()
    {
        await Connect(Web2);
        await Connect(Web1);
        await Connect(new NodeName("other"), organization: "fedcba9876543210fedcba9876543210");
        await Hang(await Connect(new NodeName("gone")));

        Assert.Equal([Web1, Web2], Roster.Online(Organization).Select(entry => entry.Node));
        Assert.Equal(3, Roster.Connected);
    }

    [Fact]
    public async Task A_node_that_left_is_shown_with_why_and_forgotten_when_nobody_has_asked_for_it_long_enough()
    {
        await Hang(await Connect(Web1), DownReason.AgentStopped);
        Assert.Equal(new PresenceState.Offline(DownReason.AgentStopped, Clock.Now.ToUniversalTime()), Roster.Find(Key));

        await Pass(PresenceSettings.Default.ForgetAfter);

        Assert.Equal(PresenceState.Initial, Roster.Find(Key));
        Assert.False(await PresenceActorOf(Web1).IsThere());
    }

    [Fact]
    public async Task A_connected_node_is_never_forgotten()
    {
        await Connect(Web1);

        await Pass(PresenceSettings.Default.ForgetAfter * 2);

        Assert.Equal(1, Roster.Connected);
        Assert.True(await PresenceActorOf(Web1).IsThere());
    }

    [Fact]
    public async Task A_node_in_a_job_is_shown_with_it()
    {
        var (job, agents) = await Running(Web1);
        Assert.Equal(job.Id, ((PresenceState.Online)Roster.Find(Key)).Holds);

        await Say(agents[0], new AgentMessage.Succeeded(job.Id.Value));

        Assert.Null(((PresenceState.Online)Roster.Find(Key)).Holds);
    }

    [Fact]
    public async Task A_node_being_reset_is_online_and_not_available_until_it_confirms()
    {
        var (job, agents) = await Voting(Web1);
        await Pass(60);
        Assert.False(Roster.Find(Key).IsAvailable);
        Assert.Equal(1, Roster.Connected);

        await Say(agents[0], new AgentMessage.Aborted(job.Id.Value));

        Assert.True(Roster.Find(Key).IsAvailable);
    }

    [Fact]
    public async Task A_node_named_with_a_colon_is_a_node_of_its_own()
    {
        var node = new NodeName("a:b");
        await Connect(node);

        Assert.IsType<PresenceState.Online>(Roster.Find(new NodeKey(Organization, node)));
    }
}
