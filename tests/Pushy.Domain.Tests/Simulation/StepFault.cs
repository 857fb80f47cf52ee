using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Domain.Tests.Simulation;

/// <summary>What goes wrong at a step of a job's life, for some seconds.</summary>
internal enum StepFault
{
    OwnerDies,
    OwnerDiesAfterItsNextWrite,
    HostOfTheLinkDies,
    HostOfThePresenceDies,
    AllHostsDie,
    AgentDies,
    AgentDiesAfterItsNextSync,
    AgentDiskIsFull,
    DatabaseFailsBeforeTheWrite,
    DatabaseFailsAfterTheWrite,
    DatabaseIsSlow,
    LinkIsCut,
    AgentIsNotHeard,
    AgentHearsNothing,
    OwnerHandsOver,
    OwnerHandsOverInTheMiddleOfAWrite,
    PresenceIsForgotten,
    OwnerIsSplitOff,
    OwnerIsSplitOffAndStillHears,
    HostOfTheLinkIsSplitOff,
    ClockOfTheOwnerJumpsAhead,
    ClockOfTheOwnerJumpsBack,
    ClockOfTheNodeJumpsAhead,
    ClockOfTheNodeJumpsBack,
    UserAborts,
}

internal static class StepFaults
{
    private const double Moments = 2;   // less than the grace period of nodes, what it takes to notice included

    private static readonly TimeSpan Jump = TimeSpan.FromMinutes(4);

    /// <summary>Whether, over links that keep order, the job must complete with all outcomes all the same. A node must be there when its vote is first asked for.</summary>
    public static bool IsHarmless(this StepFault fault, Step step) => fault switch
    {
        StepFault.LinkIsCut or StepFault.PresenceIsForgotten => step >= Step.CommitSent,
        StepFault.OwnerHandsOver or StepFault.OwnerHandsOverInTheMiddleOfAWrite => true,
        StepFault.ClockOfTheNodeJumpsAhead or StepFault.ClockOfTheNodeJumpsBack => true,
        StepFault.DatabaseFailsAfterTheWrite or StepFault.DatabaseFailsBeforeTheWrite => true,
        _ => false,
    };

    /// <param name="node">Whose step it is, if it is one's.</param>
    public static void Strike(History world, StepFault fault, NodeName? node)
    {
        var job = new JobId("J1");
        var agent = world.Agents.FirstOrDefault(one => one.Name == node) ?? world.Agents[0];
        var owner = world.Sharding.HomeOf(job) ?? world.Hosts.First(host => host.IsUp);
        var ofLink = agent.Link?.Host ?? owner;
        world.Trace($"{fault}: {owner} has the job, {ofLink} the link of {agent.Name}");
        switch (fault)
        {
            case StepFault.OwnerDies: Die(owner); break;
            case StepFault.OwnerDiesAfterItsNextWrite: owner.IsDoomed = true; break;
            case StepFault.HostOfTheLinkDies: Die(ofLink); break;
            case StepFault.HostOfThePresenceDies: Die(world.Sharding.HomeOf(agent.Name) ?? owner); break;
            case StepFault.AllHostsDie: Array.ForEach(world.Hosts, Die); break;
            case StepFault.AgentDies: AgentDies(() => agent.Die()); break;
            case StepFault.AgentDiesAfterItsNextSync: AgentDies(() => agent.DieSoon(0)); break;
            case StepFault.AgentDiskIsFull: Mishaps.FillDisk(world, agent, Moments); break;
            case StepFault.DatabaseFailsBeforeTheWrite: Mishaps.Outage(world, DatabaseTrouble.Refuses, world.Hosts, Moments); break;
            case StepFault.DatabaseFailsAfterTheWrite: Mishaps.Outage(world, DatabaseTrouble.LosesAnswers, world.Hosts, Moments); break;
            case StepFault.DatabaseIsSlow: Mishaps.Outage(world, DatabaseTrouble.Slow, world.Hosts, Moments); break;
            case StepFault.LinkIsCut: agent.CutLink(); break;
            case StepFault.AgentIsNotHeard: Dull(link => link.IsDeaf = true, link => link.IsDeaf = false); break;
            case StepFault.AgentHearsNothing: Dull(link => link.IsMute = true, link => link.IsMute = false); break;
            case StepFault.OwnerHandsOver: world.Sharding.Move(job, inGoodOrder: true); break;
            case StepFault.OwnerHandsOverInTheMiddleOfAWrite: world.Sharding.Move(job, inGoodOrder: false); break;
            case StepFault.PresenceIsForgotten: world.Sharding.ForgetPresence(agent.Name); break;
            case StepFault.OwnerIsSplitOff: Mishaps.Split(world, owner, 15, oneWay: false); break;
            case StepFault.OwnerIsSplitOffAndStillHears: Mishaps.Split(world, owner, 15, oneWay: true); break;
            case StepFault.HostOfTheLinkIsSplitOff: Mishaps.Split(world, ofLink, 15, oneWay: false); break;
            case StepFault.ClockOfTheOwnerJumpsAhead: owner.Skew = Jump; break;
            case StepFault.ClockOfTheOwnerJumpsBack: owner.Skew = -Jump; break;
            case StepFault.ClockOfTheNodeJumpsAhead: agent.Skew = Jump; break;
            case StepFault.ClockOfTheNodeJumpsBack: agent.Skew = -Jump; break;
            case StepFault.UserAborts: world.Abort(job); break;
            default: throw new ArgumentOutOfRangeException(nameof(fault), fault, "there is no such fault");
        }

        void Die(SimHost host)
        {
            host.Die();
            world.In(Moments, host.Start);
        }

        void AgentDies(Action die)
        {
            die();
            world.In(Moments, agent.Start);
            world.In(20, agent.Start);
        }

        void Dull(Action<SimLink> begin, Action<SimLink> end)
        {
            if (agent.Link is not { } link)
                return;
            begin(link);
            world.In(8, () =>
            {
                end(link);
                agent.CutLink();   // as a peer whose pings get no answer
            });
        }
    }
}
