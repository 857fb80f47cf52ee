using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Domain.Tests.Jobs;

/// <summary>Given what happened, when a command comes, then these events follow: compared by type and JSON.</summary>
internal sealed class JobScenario
{
    private static readonly JsonSerializerOptions Whole = new() { Converters = { new EndingWithItsName() } };
    private readonly JobState _before;
    private Decision _decision;

    private JobScenario(JobState before) => _before = before;

    public static JobScenario Given(params ReadOnlySpan<JobEvent> history)
    {
        var state = JobState.Initial;
        foreach (var @event in history)
            state = Job.Evolve(state, @event);
        return new JobScenario(state);
    }

    public JobScenario When(NodeName node, NodeReport report) => When(new JobCommand.Report(node, report));

    public JobScenario When(JobCommand command)
    {
        _decision = Job.Decide(_before, command, Some.Later);
        return this;
    }

    public void Then(params ReadOnlySpan<JobEvent> expected)
    {
        Assert.Null(_decision.Refusal);
        Assert.Equal(Written([.. expected]), Written(_decision.Events));
    }

    public void Then(Refusal why)
    {
        Assert.Empty(_decision.Events);
        Assert.Equal(why, _decision.Refusal);
    }

    public void ThenNothing() => Then();

    private static string[] Written(ImmutableArray<JobEvent> events) => [.. events.Select(Written)];

    private static string Written(JobEvent @event) => $"{@event.GetType().Name} {JsonSerializer.Serialize(@event, @event.GetType(), Whole)}";

    private sealed class EndingWithItsName : JsonConverter<NodeEnding>
    {
        public override NodeEnding Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, NodeEnding value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            writer.WritePropertyName(value.GetType().Name);
            JsonSerializer.Serialize(writer, value, value.GetType(), options);
            writer.WriteEndObject();
        }
    }
}
