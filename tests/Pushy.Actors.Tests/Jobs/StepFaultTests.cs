using Akka.Actor;
using Akka.Cluster.Sharding;
using Pushy.Actors.Jobs;
using Pushy.Actors.Tests.Stage;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Actors.Tests.Jobs;

/// <summary>
/// Each step of a job's life × each thing that may go wrong there, on real actors in virtual time. Whatever it is, nothing is said that the
/// journal does not have, nothing starts twice, and the journal ends up with what happened on the nodes.
/// </summary>
public sealed class StepFaultTests : VirtualHost
{
    private readonly List<GoodAgent> _fleet = [];

    public enum Step
    {
        CommitSent,
        OneHasVoted,
        RunSent,
        Running,
        OneOutcomeRecorded,
        CompleteWithReceiptsLost,
        Aborting,
    }

    public enum Fault
    {
        JobActorDies,
        JobActorDiesInTheMiddleOfAWrite,
        HostDies,
        JobAndPresenceMoveToAnotherHost,
        JobIsHandedOverInTheMiddleOfAWrite,
        TwoHostsBothServeTheJob,
        TwoHostsBothServeTheJobAndTheFirstHasTheAgents,
        PresenceDies,
        LinksBreak,
        JournalFailsOnce,
        JournalStoresAndFailsOnce,
        JournalIsSlow,
        ClockJumpsAhead,
        ClockJumpsBack,
    }

    public static TheoryData<Step, Fault> Walk()
    {
        var data = new TheoryData<Step, Fault>();
        foreach (var step in Enum.GetValues<Step>())
            foreach (var fault in Enum.GetValues<Fault>())
                data.Add(step, fault);
        return data;
    }

    [Theory]
    [MemberData(nameof(Walk))]
    public async Task The_job_ends_as_it_did_on_its_nodes_whatever_happens_at_any_step(Step step, Fault fault)
    {
        var job = Spec(Web1, Web2);
        await Reach(step, job);
        await Strike(fault, job);
        await Settle(job, seconds: 60);

        Assert.Empty(Witness.Early);
        var end = Assert.IsType<JobState.Finished>(Witness.StateOf(job.Id.Value));
        Assert.Equal(step is Step.Aborting ? JobStatus.Aborted : JobStatus.Complete, end.How);
        foreach (var agent in _fleet)
        {
            Assert.True(agent.IsAtRest, $"{agent.Node} still waits for a word");
            var ending = end.Nodes.Find(agent.Node)!.Ending;
            if (step is Step.Aborting)
                Assert.IsType<NodeEnding.AbortedByUser>(ending);
            else
                Assert.Equal(agent.Exit, Assert.IsType<NodeEnding.Ended>(ending).Result.ExitStatus);
            Assert.Equal(1, agent.Starts);
        }

        Witness.Sees(job.Id, await Tell(job, GetJob.Instance));
        Assert.Empty(Witness.Early);
    }

    private async Task Reach(Step step, JobSpec job)
    {
        foreach (var node in job.Nodes)
            _fleet.Add(new GoodAgent(node, job.Id.Value));
        await Reconnect();
        Witness.Sees(job.Id, await Submit(job));
        await LetAct();
        if (step >= Step.OneHasVoted)
            _fleet[0].Votes = true;
        await LetAct();
        if (step >= Step.RunSent)
            _fleet[1].Votes = true;
        await LetAct();
        if (step >= Step.Running)
            _fleet.ForEach(agent => agent.Runs = true);
        await LetAct();
        if (step is Step.Aborting)
            Witness.Sees(job.Id, await Tell(job, new JobCommand.Abort("bob")));
        if (step is Step.CompleteWithReceiptsLost)
            _fleet.ForEach(agent => agent.TakesReceipts = false);
        if (step is Step.OneOutcomeRecorded or Step.CompleteWithReceiptsLost)
            _fleet[0].Ends = true;
        if (step is Step.CompleteWithReceiptsLost)
            _fleet[1].Ends = true;
        if (step is not Step.Aborting)
            await LetAct();
    }

    private async Task Strike(Fault fault, JobSpec job)
    {
        switch (fault)
        {
            case Fault.JobActorDies: await Kill(job); break;
            case Fault.JobActorDiesInTheMiddleOfAWrite:
                Journal.Holds = true;
                await GoOn();
                JobActorOf(job).TellIfThere(Akka.Actor.Kill.Instance);   // it may have left already
                await Pass(Region.RestartBackoff);
                await EndHold();
                break;
            case Fault.HostDies:
                await RestartHost(job);
                break;
            case Fault.JobAndPresenceMoveToAnotherHost:
                var (jobs, presence) = BeginOtherHost();
                Sys.Stop(jobs);
                Sys.Stop(presence);
                await Look(job);
                break;
            case Fault.JobIsHandedOverInTheMiddleOfAWrite:
                Journal.Holds = true;
                await GoOn();
                JobActorOf(job).TellIfThere(JobActor.HandOffStopMessage);
                await Pass(2);
                await EndHold();
                (jobs, presence) = BeginOtherHost();
                Sys.Stop(jobs);
                Sys.Stop(presence);
                await Look(job);
                break;
            case Fault.TwoHostsBothServeTheJob: await Split(job, first: false); break;
            case Fault.TwoHostsBothServeTheJobAndTheFirstHasTheAgents: await Split(job, first: true); break;
            case Fault.PresenceDies:
                foreach (var node in job.Nodes)
                    await PresenceActorOf(node).Tell(PoisonPill.Instance);
                break;
            case Fault.LinksBreak: _fleet.ForEach(agent => agent.Hang()); break;
            case Fault.JournalFailsOnce:
                Journal.Fails = true;
                await GoOn();
                Journal.Fails = false;
                await Pass(Region.RestartBackoff);
                break;
            case Fault.JournalStoresAndFailsOnce:
                Journal.LosesAnswers = true;
                await GoOn();
                Journal.LosesAnswers = false;
                await Pass(Region.RestartBackoff);
                break;
            case Fault.JournalIsSlow:
                Journal.Holds = true;
                await GoOn();
                await Pass(4);
                await EndHold();
                break;
            case Fault.ClockJumpsAhead: Clock.Skew = TimeSpan.FromMinutes(4); break;
            case Fault.ClockJumpsBack: Clock.Skew = -TimeSpan.FromHours(1); break;
        }

        await Quiet();
        _fleet.ForEach(agent => agent.TakesReceipts = true);
    }

    /// <summary>A second host recovers the job; both are heard by agents, each by one of them or the first by both. The first is downed in the end.</summary>
    private async Task Split(JobSpec job, bool first)
    {
        var (jobs, presence) = BeginOtherHost();
        await Look(job);
        if (!first)
        {
            _fleet[1].Hang();
            await Reconnect();   // to the host that has begun
        }

        await GoOn();
        Witness.Sees(job.Id, await jobs.Ask<JobReply>(new ShardingEnvelope(job.Id.Value, GetJob.Instance), TimeSpan.FromSeconds(20)));
        Witness.Sees(job.Id, await Tell(job, GetJob.Instance));
        await Pass(3);
        await GoOn();
        Sys.Stop(jobs);
        Sys.Stop(presence);
        await Quiet();
    }

    /// <summary>Agents do all that is left for them to do.</summary>
    private async Task GoOn()
    {
        _fleet.ForEach(agent => (agent.Votes, agent.Runs, agent.Ends) = (true, true, true));
        await LetAct();
    }

    private async Task LetAct()
    {
        for (var round = 0; round < 4; round++)
        {
            _fleet.ForEach(agent => agent.Act());
            await Quiet();
        }
    }

    private async Task Reconnect()
    {
        foreach (var agent in _fleet.Where(agent => agent.IsAlone))
        {
            agent.Linked(await Connect(agent.Node, agent.Hello));
            await Quiet();
        }
    }

    /// <summary>Time goes by, agents do their part: reconnect, act, and say each ten seconds how they are.</summary>
    private async Task Settle(JobSpec job, int seconds)
    {
        for (var second = 1; second <= seconds; second++)
        {
            if (second == 30)
                Clock.Skew = TimeSpan.Zero;
            await Pass(1);
            await Reconnect();
            await GoOn();
            if (second % 10 == 0)
                _fleet.ForEach(agent => agent.Beat());
            await Quiet();
        }
    }
}
