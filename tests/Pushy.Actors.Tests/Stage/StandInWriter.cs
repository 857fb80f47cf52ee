using Akka.Actor;
using Pushy.Actors.ReadModel;

namespace Pushy.Actors.Tests.Stage;

/// <summary>Stands for a writer of the read model at the edge of the stage: takes everything, or nothing, or waits.</summary>
internal sealed class WriterControl<T>
{
    private readonly List<T> _taken = [];

    /// <summary>Writes are not taken from now on.</summary>
    public bool Refuses { get; set; }

    /// <summary>Writes get no answer from now on, until the release.</summary>
    public bool Holds { get; set; }

    /// <summary>What comes of a write.</summary>
    public Func<T, T> Result { get; init; } = item => item;

    /// <summary>What was written, in order.</summary>
    public IReadOnlyList<T> Taken
    {
        get
        {
            lock (_taken)
                return [.. _taken];
        }
    }

    internal void Add(T item)
    {
        lock (_taken)
            _taken.Add(item);
    }
}

internal sealed class StandInWriter<T>(WriterControl<T> control) : UntypedActor
{
    /// <summary>Answers what was held.</summary>
    public sealed record Release;

    private readonly List<(T Item, IActorRef From)> _held = [];

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Write<T>(var item) when control.Holds: _held.Add((item, Sender)); break;
            case Write<T>(var item): Answer(item, Sender); break;
            case Release:
                _held.ForEach(one => Answer(one.Item, one.From));
                _held.Clear();
                break;
            default: Unhandled(message); break;
        }
    }

    private void Answer(T item, IActorRef to)
    {
        if (!control.Refuses)
            control.Add(item);
        to.Tell(control.Refuses ? new NotWritten<T>(item) : new Written<T>(control.Result(item)));
    }
}
