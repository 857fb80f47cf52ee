using Pushy.Contracts.Jobs;

namespace Pushy.EndToEnd.Tests.Fleets;

/// <summary>
/// A job that ends in three ways: exit code 0 on web1, 3 on web2, signal 9 on web3. Each execution appends a line to its node's file, so
/// that the files tell how often the job really ran, whatever anybody says.
/// </summary>
internal sealed class ThreeEndings
{
    private readonly Fleet _fleet;
    private readonly string _nonce = Guid.NewGuid().ToString("N");

    /// <param name="work">What the command does between its line and its end.</param>
    public ThreeEndings(Fleet fleet, string work)
    {
        _fleet = fleet;
        Request = new JobRequest { Command = Trace(fleet, _nonce) + work + "; " + End, Nodes = [.. fleet.Nodes] };
    }

    public const string End = "case $CHEF_PUSH_NODE_NAME in web1) exit 0;; web2) exit 3;; web3) kill -9 $$;; esac";

    public JobRequest Request { get; init; }

    /// <summary>Start of a command that writes down that it runs.</summary>
    public static string Trace(Fleet fleet, string nonce) => $"echo \"$CHEF_PUSH_JOB_ID {nonce}\" >> {fleet.In("runs")}/$CHEF_PUSH_NODE_NAME; ";

    /// <summary>Ids of the jobs as whose part this command ran on a node, one for each time that it did.</summary>
    public IReadOnlyList<string> Runs(string node)
    {
        var file = _fleet.In("runs", node);
        return File.Exists(file) ? [.. File.ReadAllLines(file).Where(line => line.EndsWith(_nonce, StringComparison.Ordinal)).Select(line => line.Split(' ')[0])] : [];
    }

    public Task StartedEverywhereAsync() => Until.TrueAsync("the command runs on every node", () => Request.Nodes.All(node => Runs(node).Count > 0));

    /// <summary>Waits for the end and holds it against what must be true: complete, once a node, each with its own ending.</summary>
    public async Task CompletesAsync(string job)
    {
        var done = await Until.GotAsync("the job is complete", async () => await _fleet.Api.JobAsync(job) is { Status: not ("voting" or "running") } ended ? ended : null);
        var nodes = await _fleet.Api.NodesAsync(job);
        Assert.True(done.Status == "complete", $"{done.Status}: {string.Join(", ", nodes)}");
        foreach (var node in nodes)
        {
            (string, int?, int?) ending = node.Node switch
            {
                "web1" => ("succeeded", 0, null),
                "web2" => ("failed", 3, null),
                _ => ("failed", null, 9),
            };
            Assert.True((node.State, node.ExitStatus, node.Signal) == ending, $"{job}: {node}");
            Assert.Equal([job], Runs(node.Node));
        }
    }
}
