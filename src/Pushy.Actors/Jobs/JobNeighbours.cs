using System.Diagnostics;
using Akka.Actor;
using Pushy.Actors.Presence;
using Pushy.Actors.ReadModel;

namespace Pushy.Actors.Jobs;

/// <summary>What a job needs of its host.</summary>
/// <param name="Presence">Region of <see cref="PresenceActor"/>.</param>
/// <param name="List">Writer of the job list.</param>
/// <param name="Outputs">Writer of <see cref="OutputItem"/>.</param>
public sealed record JobNeighbours(IActorRef Presence, IActorRef List, IActorRef Outputs, JobRoster Roster, JobSettings Settings)
{
    /// <summary>Of spans; null: nobody wants to know.</summary>
    public ActivitySource? Traces { get; init; }

    /// <summary>Null: nobody knows who there is, and a node that never came is told to be one.</summary>
    public INameBook? Names { get; init; }

    public JobMetrics Metrics { get; init; } = JobMetrics.Unread;
}
