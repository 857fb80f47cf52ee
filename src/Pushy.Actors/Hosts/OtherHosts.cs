using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster;

namespace Pushy.Actors.Hosts;

/// <summary>What hosts said.</summary>
/// <param name="Answers">Of those that answered.</param>
/// <param name="Silent">Addresses, <c>host:port</c>, of those that did not answer in time; what they know is not in the answers.</param>
public sealed record HostsAnswer<T>(ImmutableArray<T> Answers, ImmutableArray<string> Silent)
{
    /// <summary>Nobody had to be asked.</summary>
    public static readonly HostsAnswer<T> None = new([], []);
}

/// <summary>The hosts of the cluster beside this one. A cluster of one asks nobody.</summary>
/// <param name="system">Asked for when first needed, for it may start after what needs it.</param>
public sealed class OtherHosts(Func<ActorSystem> system)
{
    /// <summary>How long a host has to answer. It answers from memory: one that needs longer is not well.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Whether there are any.</summary>
    public bool Any => Members().Any();

    /// <summary>Addresses of all that can be reached.</summary>
    public IReadOnlyList<Address> Reachable
    {
        get
        {
            var unreachable = State.Unreachable;
            return [.. Members().Where(member => !unreachable.Contains(member)).Select(member => member.Address)];
        }
    }

    private ClusterEvent.CurrentClusterState State => Cluster.Get(system()).State;

    /// <summary>Tells all that can be reached. May get lost.</summary>
    /// <param name="name">Of the actor under <c>/user</c>.</param>
    public void Tell(string name, object message, IActorRef sender)
    {
        foreach (var address in Reachable)
            Actor(address, name).Tell(message, sender);
    }

    /// <summary>Tells one. May get lost.</summary>
    public void Tell(Address host, string name, object message, IActorRef sender) => Actor(host, name).Tell(message, sender);

    /// <summary>Asks all at once. One that cannot be reached counts as silent without being waited for.</summary>
    /// <param name="ask">Asks one host.</param>
    public async Task<HostsAnswer<T>> Ask<T>(Func<Address, Task<T>> ask)
    {
        var reachable = Reachable;
        var all = await Task.WhenAll(reachable.Select(AskOne));
        var silent = Members().Select(member => member.Address).Except(reachable).Concat(all.Where(one => !one.Answered).Select(one => one.Address));
        return new HostsAnswer<T>([.. all.Where(one => one.Answered).Select(one => one.Answer)], [.. silent.Select(address => $"{address.Host}:{address.Port}")]);

        async Task<(Address Address, T Answer, bool Answered)> AskOne(Address address)
        {
            try
            {
                return (address, await ask(address), true);
            }
            catch (AskTimeoutException)
            {
                return (address, default!, false);
            }
        }
    }

    /// <summary>Asks an actor of one host.</summary>
    /// <exception cref="AskTimeoutException">It did not answer in time.</exception>
    public Task<T> Ask<T>(Address host, string name, object message, CancellationToken cancel) => Actor(host, name).Ask<T>(message, Patience, cancel);

    private ActorSelection Actor(Address host, string name) => system().ActorSelection(new RootActorPath(host) / "user" / name);

    /// <summary>Those whose actors count: not yet those that join, and no more those that are leaving and have handed over. One that is being put out has not.</summary>
    private IEnumerable<Member> Members()
    {
        var self = Cluster.Get(system()).SelfUniqueAddress;
        return State.Members.Where(member => member.Status is MemberStatus.Up or MemberStatus.Leaving or MemberStatus.Down && !member.UniqueAddress.Equals(self));
    }
}
