using Pushy.Contracts.Jobs;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Contracts.Tests.Jobs;

public sealed class StateNamesTests
{
    private static readonly string[] SeedJobStatuses = ["aborted", "complete", "quorum_failed", "running", "timed_out", "voting"];
    private static readonly string[] SeedNodeStates = ["aborted", "complete", "crashed", "nacked", "new", "ready", "running", "unavailable"];

    [Theory]
    [InlineData(NodeState.Succeeded, "succeeded", "complete")]
    [InlineData(NodeState.Failed, "failed", "complete")]
    [InlineData(NodeState.WasReady, "was_ready", "ready")]
    [InlineData(NodeState.TimedOut, "timed_out", "aborted")]
    [InlineData(NodeState.Crashed, "crashed", "crashed")]
    public void A_node_state_has_a_word_in_each_dialect(NodeState state, string full, string seed) =>
        Assert.Equal((full, seed), (StateNames.Of(state, Dialect.PushJobs), StateNames.Of(state, Dialect.Seed)));

    [Fact]
    public void The_seed_dialect_has_the_seeds_words_and_all_of_them()
    {
        Assert.Equal(SeedNodeStates, Enum.GetValues<NodeState>().Select(state => StateNames.Of(state, Dialect.Seed)).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(SeedJobStatuses, Enum.GetValues<JobStatus>().Select(status => StateNames.Of(status, Dialect.Seed)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_full_words_are_the_stored_names_in_snake_case()
    {
        var snake = System.Text.Json.JsonNamingPolicy.SnakeCaseLower;
        foreach (var state in Enum.GetValues<NodeState>())
            Assert.Equal(snake.ConvertName(state.ToString()), StateNames.Of(state, Dialect.PushJobs));
        foreach (var status in Enum.GetValues<JobStatus>())
            Assert.Equal(snake.ConvertName(status.ToString()), StateNames.Of(status, Dialect.PushJobs));
    }

    [Theory]
    [InlineData(null, Dialect.Seed)]
    [InlineData("", Dialect.Seed)]
    [InlineData("0", Dialect.PushJobs)]
    [InlineData("1", Dialect.PushJobs)]
    [InlineData("x", Dialect.PushJobs)]
    public void Any_api_version_asks_for_the_full_words(string? header, Dialect dialect) => Assert.Equal(dialect, Dialects.Of(header));
}
