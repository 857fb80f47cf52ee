using System.Collections.Immutable;

namespace Pushy.Domain.Jobs;

/// <summary>Why a command was not taken.</summary>
/// <param name="Code">A stable snake_case word.</param>
/// <param name="Detail">A sentence for people.</param>
public sealed record Refusal(string Code, string Detail);

/// <summary>What a command leads to: events, or a refusal, or nothing.</summary>
public readonly record struct Decision(ImmutableArray<JobEvent> Events, Refusal? Refusal = null)
{
    public static readonly Decision Nothing = new([]);

    public static Decision Accept(params ReadOnlySpan<JobEvent> events) => new([.. events]);

    public static Decision Refuse(Refusal why) => new([], why);
}
