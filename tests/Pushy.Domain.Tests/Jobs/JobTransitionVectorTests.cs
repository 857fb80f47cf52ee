using System.Collections.Immutable;
using System.Text.Json;
using Pushy.Domain.Feeds;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;
using Pushy.Domain.Presence;
using Pushy.Domain.Tests.Shells;

namespace Pushy.Domain.Tests.Jobs;

/// <summary>The 132 scenarios of the specification, each with the result it asks of our server.</summary>
public sealed class JobTransitionVectorTests
{
    private static readonly JsonElement File =
        JsonDocument.Parse(System.IO.File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "vectors", "job-transitions.json"))).RootElement;

    private static readonly Dictionary<string, JsonElement> Scenarios =
        File.GetProperty("scenarios").EnumerateArray().ToDictionary(scenario => $"{scenario.GetProperty("id")} {scenario.GetProperty("name")}");

    public static TheoryData<string> Every() => [.. Scenarios.Keys];

    [Fact]
    public void There_are_132_of_them() => Assert.Equal(132, Scenarios.Count);

    [Theory, MemberData(nameof(Every))]
    public void Scenario(string id)
    {
        var scenario = Scenarios[id];
        var expected = scenario.GetProperty("expected");
        var world = new VectorWorld(scenario);
        foreach (var step in scenario.GetProperty("events").EnumerateArray())
            world.Step(step);

        var (status, nodes) = world.Summary();
        Assert.Equal(Text(expected, "job_status"), status);
        Assert.Equal(Groups(expected), Lines(nodes));
        Assert.Equal(Text(expected.GetProperty("public"), "status"), Public("public_job_status", status));
        Assert.Equal(Groups(expected.GetProperty("public")), Lines(nodes.Select(node => (node.Name, Public("public_node_state", node.State)))));

        Assert.Equal(
            expected.GetProperty("messages").EnumerateArray().Select(message => (To: Text(message, "to"), What: Written(message))).ToLookup(m => m.To, m => m.What).Select(Line).Order(),
            world.Sent.ToLookup(m => m.To, m => m.What).Select(Line).Order());
        Assert.Equal(
            expected.GetProperty("feed").EnumerateArray().Select(news => string.Join(' ', news.EnumerateObject().Select(field => field.Value.GetString()))),
            world.Feed);
        Assert.Equal(
            expected.GetProperty("presence").EnumerateObject().Select(entry => $"{entry.Name} {entry.Value}"),
            expected.GetProperty("presence").EnumerateObject().Select(entry => $"{entry.Name} {world.Presence(entry.Name)}"));
    }

    private static string Public(string table, string word) => File.GetProperty("legend").GetProperty(table).GetProperty(word).GetString()!;

    private static IEnumerable<string> Groups(JsonElement of) =>
        of.GetProperty("nodes").EnumerateObject().Select(group => $"{group.Name}: {string.Join(' ', group.Value.EnumerateArray().Select(node => node.GetString()))}").Order();

    private static IEnumerable<string> Lines(IEnumerable<(string Name, string State)> nodes) => nodes.ToLookup(node => node.State, node => node.Name).Select(Line).Order();

    private static string Line(IGrouping<string, string> group) => $"{group.Key}: {string.Join(' ', group)}";

    private static string Written(JsonElement message) => message.TryGetProperty("job_id", out var job) ? $"{Text(message, "type")}({job})" : Text(message, "type");

    private static string Text(JsonElement of, string field) => of.GetProperty(field).GetString()!;

    /// <summary>Nodes, journal and readers as a scenario has them.</summary>
    private sealed class VectorWorld : IOutside
    {
        private static readonly JobId J1 = new("J1");
        private readonly List<JobEvent> _journal = [];
        private Shell _shell;

        public VectorWorld(JsonElement scenario)
        {
            _shell = new Shell(this);
            foreach (var entry in scenario.GetProperty("initial_presence").EnumerateObject())
                _shell.Set(new NodeName(entry.Name), entry.Value.GetString() switch
                {
                    "idle" => new PresenceState.Online("", Now, null, Resetting: false),
                    "rehab" => new PresenceState.Online("", Now, null, Resetting: true),
                    "offline" => new PresenceState.Offline(DownReason.Offline, Now),
                    var other => throw new InvalidOperationException($"{other} is no presence"),
                });
            var nodes = scenario.GetProperty("nodes").EnumerateArray().Select(node => new NodeName(node.GetString()!)).Distinct();
            _shell.Submit(Some.Spec(scenario.GetProperty("quorum").GetInt32(), [.. nodes]) with { Id = J1 });
        }

        public List<(string To, string What)> Sent { get; } = [];

        public List<string> Feed { get; } = [];

        public DateTimeOffset Now => Some.Noon;

        public bool Repeats => true;

        public void Write(JobId job, ImmutableArray<JobEvent> events, Action done)
        {
            _journal.AddRange(events);
            done();
        }

        public void Send(NodeName node, Order order, JobId? job)
        {
            if (order is not Order.Recorded)   // receipts are ours alone
                Sent.Add((node.Value, order is Order.Commit or Order.Run ? $"{Snake(order)}({job})" : Snake(order)));
        }

        public void Tell(JobId job, FeedEvent news) =>
            Feed.Add(string.Join(' ', new[] { news.Name, news.Node?.Value, news.Status }.Where(word => word is not null)));

        public (string Status, IEnumerable<(string Name, string State)> Nodes) Summary()
        {
            var job = (JobState.Known)_journal.Aggregate(JobState.Initial, Job.Evolve);
            return (Snake(job.Status()), job.Spec.Nodes.Select(node => (node.Value, Snake(job.Nodes.Find(node)!.State))));
        }

        public string Presence(string node) => _shell.Presence(new NodeName(node)) switch
        {
            PresenceState.Unheard => "unknown",
            PresenceState.Offline => "offline",
            { IsAvailable: true } => "idle",
            _ => "rehab",
        };

        public void Step(JsonElement step)
        {
            switch (Text(step, "type"))
            {
                case "voting_timeout": _shell.Take(J1, JobCommand.CloseVote.Instance); break;
                case "run_timeout": _shell.Take(J1, JobCommand.EndRun.Instance); break;
                case "abort_request": _shell.Take(J1, new JobCommand.Abort("user")); break;
                case "wait_complete": _shell.Forget(J1); break;
                case "server_restart": Restart(); break;
                case "node_offline": GoOffline(Node(step)); break;
                case "node_online": _shell.Appear(Node(step)); break;
                case "heartbeat": _shell.Beat(Node(step), Named(step), Text(step, "job_state") is "running", final: false); break;
                case var message: _shell.Hear(Node(step), Report(message), Named(step)); break;
            }
        }

        private void GoOffline(NodeName node)
        {
            _shell.Vanish(node, DownReason.ConnectionLost);
            _shell.Down(node, DownReason.ConnectionLost);
        }

        private void Restart()
        {
            _shell = new Shell(this);
            _shell.Recover(J1, _journal.Aggregate(JobState.Initial, Job.Evolve));
        }

        private static NodeReport Report(string type) => type switch
        {
            "ack_commit" => NodeReport.AckCommit.Instance,
            "nack_commit" => new NodeReport.NackCommit(NackReason.Unstated, null),
            "ack_run" => new NodeReport.AckRun(null),
            "nack_run" => new NodeReport.NackRun(NackReason.Unstated, null),
            "succeeded" => new NodeReport.Outcome(Some.Success),
            "failed" => new NodeReport.Outcome(Some.Failure),
            "aborted" => new NodeReport.Aborted(null),
            _ => throw new InvalidOperationException($"{type} is no event"),
        };

        private static NodeName Node(JsonElement step) => new(Text(step, "node"));

        private static JobId? Named(JsonElement step) => step.GetProperty("job_id").GetString() is { } id ? new JobId(id) : null;

        private static string Snake<T>(T word) where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(word.ToString());
    }
}
