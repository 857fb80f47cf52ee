using Akka.Actor;
using CsCheck;
using Pushy.Actors.Feeds;
using Pushy.Actors.Jobs;
using Pushy.Actors.Presence;
using Pushy.Actors.Remoting;
using Pushy.Actors.Tests.Stage;
using Pushy.Contracts.Agents;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;
using Pushy.Domain.Presence;
using static Pushy.Actors.Tests.Journal.SerializerTests;

namespace Pushy.Actors.Tests.Remoting;

/// <summary>Whatever is sent is read back. Which kinds there are, <see cref="HostMessageTests"/> sees to.</summary>
public sealed class RoundTripTests : VirtualHost
{
    private static readonly Gen<StreamEnd?> Ends = Gen.Select(Gen.Bool, Gen.Long, Gen.Long, (some, length, dropped) => some ? new StreamEnd(length, dropped) : null);

    private static readonly Gen<AgentMessage> Said = Gen.OneOf(
        Gen.Select(Texts, Texts, Gen.Enum<AgentJobState>(), MaybeTexts, Texts.Array[0, 3])
            .Select(all => (AgentMessage)new AgentMessage.Hello(all.Item1, all.Item2, "1") { JobState = all.Item3, JobId = all.Item4, Outcomes = all.Item5 }),
        Gen.Select(Gen.Int, MaybeTexts, Texts.Array[0, 3], (state, job, outcomes) => (AgentMessage)new AgentMessage.Heartbeat((AgentJobState)state, job) { Outcomes = outcomes }),
        Gen.Select(MaybeTexts, MaybeTexts, MaybeTexts, (job, why, detail) => (AgentMessage)new AgentMessage.NackRun(job) { Reason = why, Detail = detail }),
        Gen.Select(Texts, MaybeTimes, (job, at) => (AgentMessage)new AgentMessage.AckRun(job) { StartedAt = at }),
        Gen.Select(Gen.Select(Texts, MaybeTexts, MaybeTexts), MaybeCodes, MaybeTimes, Gen.Bool, Ends, Ends).Select(all => (AgentMessage)new AgentMessage.Failed(all.Item1.Item1)
        {
            Stdout = all.Item1.Item2,
            Detail = all.Item1.Item3,
            ExitStatus = all.Item2,
            EndedAt = all.Item3,
            OutputTruncated = all.Item4,
            StdoutEnd = all.Item5,
            StderrEnd = all.Item6,
        }),
        Gen.Select(Texts, Gen.Long, Gen.Byte.Array[0, 200], (job, at, data) => (AgentMessage)new AgentMessage.Output(job, OutputStream.Stdout, at, data)));

    private static readonly Gen<PresenceState> Presences = Gen.OneOf(
        Gen.Const(PresenceState.Initial),
        Gen.Select(Downs, Times, (why, since) => (PresenceState)new PresenceState.Offline(why, since)),
        Gen.Select(Texts, Times, Gen.Bool, Gen.Bool, (incarnation, since, holds, resets) => (PresenceState)new PresenceState.Online(incarnation, since, holds ? new JobId(new string('a', 32)) : null, resets)));

    private static readonly Gen<NodePart> Parts = Gen.OneOf(
        Gen.Const((NodePart)NodePart.New.Instance),
        Gen.Const((NodePart)NodePart.Ready.Instance),
        Gen.Select(Times, Times, (since, started) => (NodePart)new NodePart.Running(since, started)),
        Gen.Select(Endings, Times, MaybeTimes, (how, at, started) => (NodePart)new NodePart.Ended(how, at, started)),
        Gen.Select(Endings, Times, MaybeTimes, (how, at, started) => (NodePart)new NodePart.Strayed(how, at, started)));

    private static readonly Gen<JobState> States = Gen.Select(Specs, Parts.Array[60], Times, Times, Gen.Enum<JobStatus>()).Select(all =>
    {
        var spec = all.Item1 with { Nodes = [.. Enumerable.Range(0, all.Item2.Length).Select(one => new NodeName($"node {one}"))] };
        var board = NodeBoard.Of(spec.Nodes.Zip(all.Item2, KeyValuePair.Create));
        return all.Item5 switch
        {
            JobStatus.Voting => (JobState)new JobState.Voting(spec, board, all.Item3, all.Item4),
            JobStatus.Running => new JobState.Running(spec, board, all.Item3, all.Item3, all.Item4),
            var how => new JobState.Finished(spec, board, all.Item3, all.Item4, how),
        };
    });

    private readonly HostMessageSerializer _serializer;

    public RoundTripTests() => _serializer = new HostMessageSerializer((ExtendedActorSystem)Sys);

    [Fact]
    public void What_an_agent_said_is_read_back() => Said.Sample(Check, iter: 5_000);

    [Fact]
    public void News_of_a_presence_is_read_back() =>
        Gen.Select(Gen.Enum<PresenceWord>(), Presences, Gen.Bool, Gen.Bool).Sample(
            (word, state, follows, restarted) => Check(new PresenceNews(word, HostSamples.Actor((ExtendedActorSystem)Sys), state, null, AgentJobState.Idle, follows, restarted)), iter: 5_000);

    [Fact]
    public void A_job_is_read_back() => States.Sample(job => Check(new JobReply(job)), iter: 300);

    [Fact]
    public void A_submit_is_read_back() => Gen.Select(Specs, MaybeTimes).Sample((spec, until) => Check(new JobCommand.Submit(spec) { BeginBy = until }), iter: 1_000);

    [Fact]
    public void A_row_of_a_journal_is_read_back() => Gen.Select(Gen.Long, Events.Array[0, 80]).Sample((number, events) => Check(new JobNews(number, new JobWritten([.. events]))), iter: 300);

    private void Check(object message) => Same.AssertSame(message, _serializer.FromBinary(_serializer.ToBinary(message), _serializer.Manifest(message)));
}
