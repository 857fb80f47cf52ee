using CsCheck;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;
using Pushy.Domain.Presence;
using Pushy.Domain.Tests.Jobs;

namespace Pushy.Domain.Tests.Presence;

/// <summary>Random lives of one node. A failure prints a seed: set <c>CsCheck_Seed</c> to it.</summary>
public sealed class NodePresencePropertyTests
{
    private const int Iterations = 5_000;

    private static readonly JobId?[] Jobs = [null, new JobId("J1"), new JobId("J2")];
    private static readonly Gen<JobId?> Job = Gen.Int[0, 2].Select(n => Jobs[n]);
    private static readonly Gen<NodeReport> Report = Gen.Int[0, EveryReachable.Reports.Length - 1].Select(n => EveryReachable.Reports[n]);

    private static readonly Gen<Func<PresenceState, PresenceState>> Step = Gen.OneOf(
        Gen.Select(Job, Gen.Bool, (job, knows) => Do(_ => NodePresence.Appear(new Appearance("i", job, knows), Some.Noon))),
        Gen.Int[0, 6].Select(why => Do(state => NodePresence.Vanish(state, (DownReason)why, Some.Noon))),
        Job.Select(job => Do(state => NodePresence.Reset(state, job))),
        Gen.Select(Report, Job, Gen.Bool, (what, job, live) => Do(state => NodePresence.Hear(state, what, job, live))),
        Gen.Select(Job, Gen.Bool, (job, live) => Do(state => NodePresence.Beat(state, job, live))));

    private static readonly Gen<PresenceState> Lived = Step.Array[0, 40].Select(steps => steps.Aggregate(PresenceState.Initial, (state, step) => step(state)));

    [Fact]
    public void A_node_is_available_or_there_is_a_reason_why_not() => Lived.Sample(state =>
    {
        if (!state.IsAvailable)
            Assert.True(Enum.IsDefined(state.WhyNot));
    }, iter: Iterations);

    [Fact]
    public void A_node_that_says_it_stopped_is_available_if_it_is_there() => Lived.Sample(state =>
        Assert.Equal(state is PresenceState.Online, NodePresence.Hear(state, new NodeReport.Aborted(null), null, isLive: false).IsAvailable), iter: Iterations);

    [Fact]
    public void Nothing_but_an_appearance_brings_a_node_back() => Gen.Select(Lived, Job, Report).Sample((state, job, report) =>
    {
        if (state is PresenceState.Online)
            return;
        Assert.Equal(state, NodePresence.Beat(state, job, isLive: true));
        Assert.Equal(state, NodePresence.Reset(state, job));
        Assert.Equal(state, NodePresence.Hear(state, report, job, isLive: true));
    }, iter: Iterations);

    [Fact]
    public void A_reset_for_one_job_never_hits_a_node_that_holds_another() => Gen.Select(Lived, Job).Sample((state, job) =>
    {
        if (state is PresenceState.Online { Holds: { } held } && job is { } named && held != named)
            Assert.Equal(state, NodePresence.Reset(state, job));
    }, iter: Iterations);

    private static Func<PresenceState, PresenceState> Do(Func<PresenceState, PresenceState> step) => step;
}
