using System.Text.Json;

namespace Pushy.EndToEnd.Tests.Demo;

public sealed class DemoTests : IDisposable
{
    /// <summary>Writes the process id of what the node runs to a file that has the node's name, and stays.</summary>
    private const string Stay = """echo $$ > "$NOTES/$CHEF_PUSH_NODE_NAME"; exec sleep 600""";

    private readonly CancellationTokenSource _limit = new(TimeSpan.FromMinutes(3));

    [Fact]
    public async Task The_default_command_runs_on_three_nodes_and_greets_from_each()
    {
        using var demo = new DemoProcess();

        var (code, output, error) = await demo.EndAsync(_limit.Token);

        Assert.Equal((0, ""), (code, error));
        foreach (var node in new[] { "node-1", "node-2", "node-3" })
        {
            Assert.Contains($"{node} voted yes\n", output, StringComparison.Ordinal);
            Assert.Contains($"{node}: succeeded, exit code 0", output, StringComparison.Ordinal);
            Assert.Contains($"  | Hello from {node} on ", output, StringComparison.Ordinal);
        }

        await demo.AssertNothingIsLeftAsync([], _limit.Token);
    }

    [Fact]
    public async Task Json_is_one_document_with_the_true_end_of_each_node()
    {
        using var demo = new DemoProcess(
            "--json", "--", """echo out; echo err >&2; case $CHEF_PUSH_NODE_NAME in node-2) exit 3 ;; node-3) kill -9 $$ ;; esac""");

        var (code, output, _) = await demo.EndAsync(_limit.Token);

        Assert.Equal(1, code);
        using var json = JsonDocument.Parse(output);
        Assert.Equal("complete", json.RootElement.GetProperty("status").GetString());
        var results = json.RootElement.GetProperty("results").EnumerateArray().ToList();
        Assert.Equal(["succeeded", "failed", "failed"], results.Select(result => result.GetProperty("state").GetString()));
        Assert.Equal(0, results[0].GetProperty("exit_status").GetInt32());
        Assert.Equal(3, results[1].GetProperty("exit_status").GetInt32());
        Assert.Equal(9, results[2].GetProperty("signal").GetInt32());
        Assert.All(results, result => Assert.Equal("out\n", result.GetProperty("output").GetString()));
        Assert.All(results, result => Assert.Equal("err\n", result.GetProperty("error_output").GetString()));
    }

    [Fact]
    public async Task Words_after_the_dashes_arrive_as_they_are()
    {
        using var demo = new DemoProcess("--nodes", "1", "--json", "--", "printf", "%s|", "a b", "$HOME", "it's", "");

        var (code, output, _) = await demo.EndAsync(_limit.Token);

        Assert.Equal(0, code);
        using var json = JsonDocument.Parse(output);
        Assert.Equal("a b|$HOME|it's||", json.RootElement.GetProperty("results")[0].GetProperty("output").GetString());
    }

    [Theory]
    [InlineData(DemoProcess.Interrupt)]
    [InlineData(DemoProcess.Terminate)]
    public async Task A_signal_in_the_middle_of_a_job_leaves_no_process_and_no_file(int signal)
    {
        using var demo = new DemoProcess("--nodes", "2", "--", Stay);
        int[] jobs = [await demo.NotedPidAsync("node-1", _limit.Token), await demo.NotedPidAsync("node-2", _limit.Token)];

        demo.Send(signal);
        var (code, _, error) = await demo.EndAsync(_limit.Token);

        Assert.Equal(128 + signal, code);
        Assert.Contains("stopped; nothing of it is left", error, StringComparison.Ordinal);
        await demo.AssertNothingIsLeftAsync(jobs, _limit.Token);
    }

    [Fact]
    public async Task Even_kill_9_in_the_middle_of_a_job_leaves_no_process_and_no_file()
    {
        using var demo = new DemoProcess("--nodes", "2", "--", Stay);
        int[] jobs = [await demo.NotedPidAsync("node-1", _limit.Token), await demo.NotedPidAsync("node-2", _limit.Token)];

        demo.Send(DemoProcess.Kill);

        await demo.AssertNothingIsLeftAsync(jobs, _limit.Token);
    }

    public void Dispose() => _limit.Dispose();
}
