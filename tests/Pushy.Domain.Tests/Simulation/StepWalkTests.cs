using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;
using Xunit.Abstractions;

namespace Pushy.Domain.Tests.Simulation;

/// <summary>
/// Each step of a job's life × each thing that may go wrong there, on three hosts and two nodes. The times of everything else are drawn from
/// seeds, so each pair is tried some dozen times. The seed is in the message; <c>PUSHY_SIM_SEED</c> replays it alone.
/// </summary>
[Collection(nameof(Simulations))]
public sealed class StepWalkTests(ITestOutputHelper output)
{
    private const int Seeds = 40;

    private static readonly Faults OneThing = new("one thing at one step", Hosts: 3, LongestAbsence: 20) { Jumps = 1, Splits = 1 };

    public static TheoryData<string, string> Walk()
    {
        var data = new TheoryData<string, string>();
        foreach (var step in Enum.GetValues<Step>())
            foreach (var fault in Enum.GetValues<StepFault>())
                data.Add(step.ToString(), fault.ToString());
        return data;
    }

    [Theory]
    [MemberData(nameof(Walk))]
    public void Every_promise_holds_whatever_happens_at_any_step(string at, string what)
    {
        var (step, fault) = (Enum.Parse<Step>(at), Enum.Parse<StepFault>(what));
        var one = SimulationTests.Setting("PUSHY_SIM_SEED");
        var reached = 0;
        foreach (var seed in one is { } only ? [only] : Enumerable.Range(1, Seeds))
        {
            var aborts = step is Step.Aborting or Step.AbortSent;
            var history = new History(seed, OneThing, step, (world, node) => StepFaults.Strike(world, fault, node), aborts, one is null ? null : output.WriteLine);
            history.Run();
            reached += history.WasReached ? 1 : 0;
            if (!aborts && fault.IsHarmless(step))
                Completed(history);
        }

        Assert.True(reached > 0, "no history came to this step");
    }

    /// <summary>People see the job complete, with what each node's command returned.</summary>
    private static void Completed(History history)
    {
        if (history.Law.Acknowledged == 0)
            return;   // the client was told that it is not known whether it is stored
        var job = Assert.IsType<JobState.Finished>(history.Law.Journal[new JobId("J1")]);
        Assert.All(job.Spec.Nodes, node => Assert.True(
            job.Nodes.Find(node)!.Ending is NodeEnding.Ended or NodeEnding.RunTimeout or NodeEnding.Nacked { Why: NackReason.LockHeld } or NodeEnding.QuorumFailed,
            $"PUSHY_SIM_SEED={history.Seed}: {node} ended with {job.Nodes.Find(node)!.Ending}"));
    }
}
