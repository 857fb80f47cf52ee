using System.Collections.Immutable;
using Akka.Actor;
using Pushy.Domain.Jobs;

namespace Pushy.Actors.Jobs;

/// <summary>A command that waits for the write, and whom it concerns afterwards.</summary>
internal readonly record struct Waiting(JobCommand Command, IActorRef ReplyTo, NodeMoved? Moved = null, FromStray? Stray = null);

/// <summary>What was decided on all that waited, in order.</summary>
/// <param name="Refusals">One for each that waited; null where it was not refused.</param>
internal sealed record JobVerdict(ImmutableArray<JobEvent> Events, JobState Next, IReadOnlyList<Refusal?> Refusals);

/// <summary>Commands that gather while a write is under way.</summary>
internal sealed class JobInbox
{
    private readonly List<Waiting> _waiting = [];
    private readonly List<Waiting> _inFlight = [];

    public bool IsEmpty => _waiting.Count == 0;

    public void Add(Waiting waiting) => _waiting.Add(waiting);

    /// <summary>Decides all that waits; it is in flight from then on.</summary>
    public JobVerdict DecideAll(JobState state, DateTimeOffset now)
    {
        var events = ImmutableArray.CreateBuilder<JobEvent>();
        var refusals = new List<Refusal?>(_waiting.Count);
        foreach (var one in _waiting)
        {
            var decision = Job.Decide(state, one.Command, now);
            foreach (var @event in decision.Events)
                state = Job.Evolve(state, @event);
            events.AddRange(decision.Events);
            refusals.Add(decision.Refusal);
        }

        _inFlight.AddRange(_waiting);
        _waiting.Clear();
        return new JobVerdict(events.ToImmutable(), state, refusals);
    }

    /// <summary>Takes out what was in flight.</summary>
    public IReadOnlyList<Waiting> Land()
    {
        Waiting[] landed = [.. _inFlight];
        _inFlight.Clear();
        return landed;
    }

    /// <summary>Tells whoever waits that the journal did not take it.</summary>
    public void RefuseAll(JobState state)
    {
        foreach (var one in _inFlight.Concat(_waiting))
            new JobReply(state, JobRefusals.Unwritable).AnswerTo(one.ReplyTo);
    }
}
