using Akka.Actor;
using Pushy.Actors.Remoting;
using Pushy.Domain.Jobs;

namespace Pushy.Actors.Jobs;

/// <summary>The answer to <see cref="GetJob"/>, Submit and Abort. It tells what the journal holds, never what is still being written.</summary>
public sealed record JobReply
{
    private const int Large = 500;   // nodes; packing as many takes a millisecond

    internal JobReply(Parcel<JobState> state, Refusal? refusal) => (Parcel, Refusal) = (state, refusal);

    public JobReply(JobState state, Refusal? refusal = null)
        : this(Parcel<JobState>.Of(state, WireJobStates.Write), refusal)
    {
    }

    /// <summary>The job. Throws if another host sent it damaged, and it is large.</summary>
    public JobState State => Parcel.Value;

    public Refusal? Refusal { get; }

    internal Parcel<JobState> Parcel { get; }

    /// <summary>Answers whoever asked. A large job for another host is packed beside: neither the job nor the connection between the hosts waits for that.</summary>
    internal void AnswerTo(IActorRef asker)
    {
        if (State is JobState.Known { Spec.Nodes.Length: >= Large } && asker is IActorRefScope { IsLocal: false })
            Task.Run(Pack).PipeTo(asker, ActorRefs.NoSender);
        else
            asker.Tell(this);
    }

    private JobReply Pack() => Parcel.Packed.Length > 0 ? this : throw new InvalidOperationException("a parcel is never empty");
}
