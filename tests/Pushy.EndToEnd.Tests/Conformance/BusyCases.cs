namespace Pushy.EndToEnd.Tests.Conformance;

/// <summary>E2E: several jobs on three nodes. A node that is busy says no, and its job goes on.</summary>
[Collection(SceneTests.Name)]
public sealed class BusyCases(Scene scene)
{
    private static readonly string[] All = [Scene.Donkey, Scene.Farquad, Scene.Fiona];

    [Fact(DisplayName = "E2E-053 A job that fails on one node succeeds on the others")]
    public Task A_job_that_fails_on_one_node_succeeds_on_the_others() => scene.With(All, async () =>
        await scene.EndsAsync(await scene.PostAsync($"test $CHEF_PUSH_NODE_NAME != {Scene.Donkey}", All), $"complete failed={Scene.Donkey} succeeded={Scene.Farquad},{Scene.Fiona}"));

    [Theory]
    [InlineData("E2E-054", new[] { Scene.Farquad, Scene.Fiona }, new[] { Scene.Donkey, Scene.Farquad, Scene.Fiona }, 2, "quorum_failed nacked=web2,web3 was_ready=web1")]
    [InlineData("E2E-055", new[] { Scene.Donkey }, new[] { Scene.Farquad, Scene.Fiona }, 2, "complete succeeded=web2,web3")]
    [InlineData("E2E-057", new[] { Scene.Donkey }, new[] { Scene.Donkey, Scene.Fiona }, 2, "quorum_failed nacked=web1 was_ready=web3")]
    [InlineData("E2E-058", new[] { Scene.Donkey }, new[] { Scene.Donkey, Scene.Farquad, Scene.Fiona }, 3, "quorum_failed nacked=web1 was_ready=web2,web3")]
    public Task A_busy_node_says_no_and_its_job_goes_on(string @case, string[] busy, string[] asked, int quorum, string expected) => scene.With(All, async () =>
    {
        var (first, gate) = await scene.RunningAsync(busy);
        var second = Scene.On(Scene.Donkey, "true") with { Nodes = asked };
        await scene.EndsAsync(quorum == asked.Length ? second : second with { Quorum = quorum }, expected);
        Assert.Equal("running", (await scene.Fleet.Api.JobAsync(first)).Status);
        Scene.Open(gate);
        await scene.EndsAsync(first, $"complete succeeded={string.Join(',', busy)}");
    }, @case);

    [Fact(DisplayName = "E2E-059 A busy node says no to each of two jobs")]
    public Task A_busy_node_says_no_to_each_of_two_jobs() => scene.With(All, async () =>
    {
        var (first, gate) = await scene.RunningAsync(Scene.Donkey);
        string[] others = [await scene.PostAsync("true", Scene.Donkey), await scene.PostAsync("true", Scene.Donkey)];
        foreach (var other in others)
            await scene.EndsAsync(other, $"quorum_failed nacked={Scene.Donkey}");
        Scene.Open(gate);
        await scene.EndsAsync(first, $"complete succeeded={Scene.Donkey}");
    });
}
