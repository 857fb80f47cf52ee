using Akka.Actor;
using Pushy.Actors.Feeds;

namespace Pushy.Actors.Jobs;

/// <summary>Those who are told each row that a job writes: the feeds of hosts with readers. Costs nothing while there are none.</summary>
internal sealed class JobFollowers(IActorContext owner)
{
    private readonly HashSet<IActorRef> _followers = [];
    private long _sequence;

    /// <summary>The journal has rows up to this one.</summary>
    public void StartAt(long sequence) => _sequence = sequence;

    public void Add(IActorRef follower)
    {
        if (_followers.Add(follower))
            owner.Watch(follower);
        follower.Tell(new JobFollowed(_sequence));
    }

    public void Remove(IActorRef follower) => _followers.Remove(follower);

    /// <summary>The journal has one row more.</summary>
    public void Tell(long sequence, JobWritten written)
    {
        _sequence = sequence;
        if (_followers.Count == 0)
            return;

        var news = new JobNews(sequence, written);
        foreach (var follower in _followers)
            follower.Tell(news);
    }

    /// <summary>The job's actor ends or is started anew under the same address, where nobody watching it would see that.</summary>
    public void LetGo()
    {
        foreach (var follower in _followers)
            follower.Tell(JobUnfollowed.Instance);
    }
}
