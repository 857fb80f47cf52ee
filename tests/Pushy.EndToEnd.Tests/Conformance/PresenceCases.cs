using Pushy.EndToEnd.Tests.Fleets;

namespace Pushy.EndToEnd.Tests.Conformance;

/// <summary>E2E: who is there.</summary>
[Collection(SceneTests.Name)]
public sealed class PresenceCases(Scene scene)
{
    private static readonly string[] All = [Scene.Donkey, Scene.Farquad, Scene.Fiona];

    [Fact(DisplayName = "E2E-001 E2E-002 E2E-007 One agent sees the server, is counted, and is not once it is offline")]
    public Task One_agent_is_counted_while_it_is_there() => scene.With([], async () =>
    {
        await scene.ConnectedAsync(0);
        var agent = scene.Fleet.StartAgent(Scene.Donkey);
        await Until.TrueAsync("the agent sees the server", () => agent.Log().Contains("connected to", StringComparison.Ordinal));
        await scene.Fleet.AvailableAsync(Scene.Donkey);
        Assert.Equal(1, await scene.ConnectedAsync());

        await scene.StopAsync(Scene.Donkey);
        Assert.Equal(0, await scene.ConnectedAsync());
    });

    [Fact(DisplayName = "E2E-049 E2E-050 E2E-051 Three agents are counted, two when one goes, none when all are gone")]
    public Task Three_agents_are_counted_while_they_are_there() => scene.With(All, async () =>
    {
        Assert.Equal(3, await scene.ConnectedAsync());
        await scene.StopAsync(Scene.Fiona);
        Assert.Equal(2, await scene.ConnectedAsync());
        await Task.WhenAll(scene.StopAsync(Scene.Donkey), scene.StopAsync(Scene.Farquad));
        Assert.Equal(0, await scene.ConnectedAsync());
    });

    [Theory(DisplayName = "E2E-045 E2E-046 E2E-047 An agent that is back has its job done")]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public Task An_agent_that_is_back_has_its_job_done(bool killed, bool noticed) => scene.With([Scene.Donkey], async () =>
    {
        var agent = scene.Fleet.Agent(Scene.Donkey);
        if (killed)
            await agent.KillAsync();
        else
            await agent.StopAsync();
        if (noticed)
            await scene.OfflineAsync(Scene.Donkey);
        scene.Fleet.StartAgent(Scene.Donkey);
        await Until.TrueAsync("the agent is back", () => scene.Fleet.Agent(Scene.Donkey).Log().Contains("connected to", StringComparison.Ordinal));
        await scene.Fleet.AvailableAsync(Scene.Donkey);
        await scene.EndsAsync(Scene.On(Scene.Donkey, "true"), $"complete succeeded={Scene.Donkey}");
    });
}
