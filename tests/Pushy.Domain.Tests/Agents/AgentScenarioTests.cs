using System.Text.Json;
using Pushy.Domain.Agents;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Domain.Tests.Agents;

/// <summary>The scenarios of the specification's file, with what ours is expected to do.</summary>
public sealed class AgentScenarioTests
{
    private static readonly DateTimeOffset Noon = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly JsonElement Vectors = JsonDocument
        .Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "vectors", "liveness-and-agent.json")))
        .RootElement.GetProperty("agent_job_machine");

    public static TheoryData<string> Names() => [.. Vectors.GetProperty("scenarios").EnumerateArray().Select(s => s.GetProperty("name").GetString()!)];

    [Fact]
    public void The_file_has_all_its_scenarios() => Assert.Equal(21, Names().Count);

    [Theory, MemberData(nameof(Names))]
    public void The_agent_answers_as_the_scenario_says(string name)
    {
        var scenario = Vectors.GetProperty("scenarios").EnumerateArray().Single(s => s.GetProperty("name").GetString() == name);
        var agent = new ScenarioAgent([.. Vectors.GetProperty("whitelist").EnumerateArray().Select(c => c.GetString()!)]);
        foreach (var step in scenario.GetProperty("expected").EnumerateArray())
        {
            var replies = agent.Take(step.GetProperty("event"));
            Assert.Equal(step.GetProperty("replies").EnumerateArray().Select(Written), replies);
            Assert.Equal(step.GetProperty("state").GetString(), agent.Word);
            Assert.Equal(step.GetProperty("job_id").GetString(), agent.State.Hand.JobInHand?.Value);
        }
    }

    private static string Written(JsonElement reply) => $"{reply.GetProperty("type").GetString()} {reply.GetProperty("job_id").GetString()}";

    /// <summary>A shell whose checks, starts and kills take no time.</summary>
    private sealed class ScenarioAgent(string[] whitelist)
    {
        private readonly List<string> _replies = [];
        private string _outcome = "";
        private JobId? _last;
        private bool _checksPass;

        public AgentState State { get; private set; } = AgentState.Initial;

        public string Word => State.Hand switch { Hand.Idle => "idle", Hand.Committed => "committed", _ => "running" };

        public List<string> Take(JsonElement @event)
        {
            _replies.Clear();
            JobId? named = @event.TryGetProperty("job_id", out var id) ? new JobId(id.GetString()!) : null;
            switch (@event.GetProperty("type").GetString())
            {
                case "commit":
                    var command = @event.GetProperty("command").GetString()!;
                    _checksPass = whitelist.Contains(command) && !(@event.TryGetProperty("checks_ok", out var ok) && !ok.GetBoolean());
                    Feed(new AgentInput.Commit(named!.Value, command));
                    break;
                case "run":
                    _last = named;
                    Feed(new AgentInput.Run(named!.Value));
                    break;
                case "abort":
                    Feed(new AgentInput.Abort(named));
                    break;
                case "process_exit":
                    var code = @event.GetProperty("exit_code");
                    _outcome = code.ValueKind == JsonValueKind.Number && code.GetInt32() == 0 ? "succeeded" : "failed";
                    Feed(new AgentInput.ProcessEnded(_last!.Value));
                    break;
                case "process_start_failed":
                    _outcome = "failed";
                    Feed(new AgentInput.ProcessEnded(_last!.Value));
                    break;
                default:
                    throw new InvalidOperationException("an event this test does not know");
            }
            return _replies;
        }

        private void Feed(AgentInput input)
        {
            var decision = AgentRules.Decide(State, input, Noon);
            State = decision.Events.Aggregate(State, AgentRules.Evolve);
            foreach (var action in decision.Actions)
                Act(action);
        }

        private void Act(AgentAction action)
        {
            switch (action)
            {
                case AgentAction.Check(var job, var order):
                    Feed(new AgentInput.Checked(job, order, _checksPass ? null : new(NackReason.NotWhitelisted, "no")));
                    break;
                case AgentAction.Launch(var job):
                    Feed(new AgentInput.ProcessStarted(job));
                    break;
                case AgentAction.Kill(var job):
                    Feed(new AgentInput.ProcessKilled(job, null));
                    break;
                case AgentAction.AckCommit(var job):
                    _replies.Add($"ack_commit {job}");
                    break;
                case AgentAction.NackCommit(var job, _):
                    _replies.Add($"nack_commit {job}");
                    break;
                case AgentAction.AckRun(var job, _):
                    _replies.Add($"ack_run {job}");
                    break;
                case AgentAction.NackRun(var job, _):
                    _replies.Add($"nack_run {job}");
                    break;
                case AgentAction.Aborted(var job):
                    _replies.Add($"aborted {job?.Value}");
                    break;
                case AgentAction.SendOutcome(var job):
                    _replies.Add($"{_outcome} {job}");
                    break;
                default:
                    throw new InvalidOperationException("an action this test does not know");
            }
        }
    }
}
