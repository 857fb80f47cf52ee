using System.Collections.Immutable;
using System.Text;
using CsCheck;
using Pushy.Actors.Jobs;
using Pushy.Actors.Journal;
using Pushy.Actors.Tests.Stage;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Actors.Tests.Journal;

public sealed class SerializerTests : VirtualHost
{
    internal static readonly Gen<string> Texts = Gen.String[Gen.Char[' ', '\ud7ff'], 0, 40];   // no halves of surrogate pairs: the contracts refuse them
    internal static readonly Gen<string?> MaybeTexts = Gen.Bool.SelectMany(some => some ? Texts.Select(text => (string?)text) : Gen.Const((string?)null));
    internal static readonly Gen<DateTimeOffset> Times = Gen.Long[0, TimeSpan.TicksPerDay * 36_500].Select(ticks => DateTimeOffset.UnixEpoch.AddTicks(ticks));
    internal static readonly Gen<DateTimeOffset?> MaybeTimes = Gen.Bool.SelectMany(some => some ? Times.Select(time => (DateTimeOffset?)time) : Gen.Const((DateTimeOffset?)null));
    internal static readonly Gen<int?> MaybeCodes = Gen.Int[-1, 255].Select(code => code < 0 ? (int?)null : code);
    internal static readonly Gen<NodeName> Nodes = Texts.Select(text => new NodeName(text));
    private static readonly Gen<NackReason> Nacks = Gen.Enum<NackReason>();
    internal static readonly Gen<DownReason> Downs = Gen.Enum<DownReason>();

    internal static readonly Gen<NodeEnding> Endings = Gen.OneOf(
        Gen.Select(Nacks, MaybeTexts, (why, detail) => (NodeEnding)new NodeEnding.Nacked(why, detail)),
        Gen.Select(Nacks, MaybeTexts, (why, detail) => (NodeEnding)new NodeEnding.TookVoteBack(why, detail)),
        Gen.Select(Nacks, MaybeTexts, (why, detail) => (NodeEnding)new NodeEnding.RunNacked(why, detail)),
        Gen.Select(Nacks, MaybeTexts, (why, detail) => (NodeEnding)new NodeEnding.RunNackedWhileRunning(why, detail)),
        Downs.Select(why => (NodeEnding)new NodeEnding.DownWhileVoting(why)),
        Downs.Select(why => (NodeEnding)new NodeEnding.DownWhileRunning(why)),
        MaybeTexts.Select(detail => (NodeEnding)new NodeEnding.BrokeOff(detail)),
        Texts.Select(by => (NodeEnding)new NodeEnding.AbortedByUser(by)),
        Gen.Select(Gen.Bool, MaybeCodes, MaybeCodes, MaybeTexts, MaybeTimes, MaybeTimes)
            .Select(all => (NodeEnding)new NodeEnding.Ended(new CommandResult(all.Item1, all.Item2, all.Item3, all.Item4, all.Item5, all.Item6))),
        Gen.Int[0, Samples.Endings.Count - 1].Select(one => Samples.Endings.Values.ElementAt(one)));

    private static readonly Gen<RunOptions> Options = Gen.Select(MaybeTexts, MaybeTexts, Gen.Dictionary(Texts, Texts)[0, 4], MaybeTexts, Gen.Bool, Gen.Bool)
        .Select(all => new RunOptions(
            all.Item1, all.Item2, all.Item6 ? all.Item3.ToImmutableSortedDictionary(StringComparer.Ordinal) : null, all.Item4, all.Item5));

    internal static readonly Gen<JobSpec> Specs = Gen.Select(Gen.Select(Texts, Texts, Texts), Nodes.Array[0, 5], Gen.Int[0, 100_000], Gen.Int[0, 10_000_000], Gen.Int[1, 600_000], Options)
        .Select(all => new JobSpec(
            Samples.Spec.Id, all.Item1.Item1, all.Item1.Item2, [.. all.Item2], all.Item3, TimeSpan.FromSeconds(all.Item4), TimeSpan.FromMilliseconds(all.Item5), all.Item6,
            all.Item1.Item3)
        {
            Trace = all.Item1.Item3.Length % 2 == 0 ? all.Item1.Item2 : null,
        });

    internal static readonly Gen<JobEvent> Events = Gen.OneOf(
        Gen.Select(Specs, Times, Times, (spec, at, until) => (JobEvent)new JobEvent.Submitted(spec, at, until)),
        Gen.Select(Nodes, Times, (node, at) => (JobEvent)new JobEvent.NodeReady(node, at)),
        Gen.Select(Nodes, Times, MaybeTimes, (node, at, started) => (JobEvent)new JobEvent.NodeStarted(node, at, started)),
        Gen.Select(Nodes, Endings, Times, (node, how, at) => (JobEvent)new JobEvent.NodeEnded(node, how, at)),
        Gen.Select(Nodes, Times, (node, at) => (JobEvent)new JobEvent.NodeStrayed(node, at)),
        Gen.Select(Times, Times, (at, until) => (JobEvent)new JobEvent.QuorumReached(at, until)),
        Gen.Select(Texts, Times, (by, at) => (JobEvent)new JobEvent.Aborted(by, at)),
        Times.Select(at => (JobEvent)new JobEvent.VoteClosed(at)),
        Times.Select(at => (JobEvent)new JobEvent.QuorumFailed(at)),
        Times.Select(at => (JobEvent)new JobEvent.Completed(at)),
        Times.Select(at => (JobEvent)new JobEvent.TimedOut(at)));

    private JobEventSerializer Serializer => new((Akka.Actor.ExtendedActorSystem)Sys);

    [Fact]
    public void What_is_written_is_read_back()
    {
        var serializer = Serializer;
        Events.Array[0, 8].Sample(
            events =>
            {
                var read = (JobWritten)serializer.FromBinary(serializer.ToBinary(new JobWritten([.. events])), JobEventSerializer.WrittenV1);
                Assert.Equal(events.Length, read.Events.Length);
                for (var i = 0; i < events.Length; i++)
                    Samples.AssertSame(events[i], read.Events[i]);
            },
            iter: 2_000);
    }

    [Fact]
    public void Rows_are_known_by_a_fixed_number_and_a_versioned_name()
    {
        var row = new JobWritten([new JobEvent.VoteClosed(Samples.Noon)]);

        Assert.Equal(14_001, Serializer.Identifier);
        Assert.Equal("job.written.v1", Serializer.Manifest(row));
        Assert.Equal("""{"events":[{"t":"vote_closed","at":"2030-01-01T12:00:00+00:00"}]}""", Encoding.UTF8.GetString(Serializer.ToBinary(row)));
    }

    [Fact]
    public void No_name_of_a_class_is_stored()
    {
        var bytes = Encoding.UTF8.GetString(Serializer.ToBinary(new JobWritten([.. Samples.Events.Values, .. Samples.Endings.Values.Select(Samples.RowOf)])));

        string[] names = [.. typeof(JobEvent).GetNestedTypes().Concat(typeof(NodeEnding).GetNestedTypes()).Select(type => type.Name), "Pushy", "System", "$type"];
        Assert.All(names, name => Assert.DoesNotContain(name, bytes, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"events":[{"t":"job_was_eaten","at":"2030-01-01T12:00:00+00:00"}]}""", "the journal has the event 'job_was_eaten', which this version does not know")]
    [InlineData("""{"events":[{"t":"node_ended","at":"2030-01-01T12:00:00+00:00","node":"a","how":{"t":"vanished"}}]}""", "the journal has the ending 'vanished', which this version does not know")]
    [InlineData("""{"events":[{"t":"node_ended","at":"2030-01-01T12:00:00+00:00","node":"a","how":{"t":"nacked","why":"mood"}}]}""", "the journal has 'mood', which is no NackReason known to this version")]
    [InlineData("""{"events":[{"t":"node_ready","at":"2030-01-01T12:00:00+00:00"}]}""", "the journal's event 'node_ready' lacks a field")]
    [InlineData("{}", "the journal has an empty row")]
    [InlineData("null", "the journal has an empty row")]
    [InlineData("{\"events\":[{", "the journal has a damaged row")]
    public void What_this_version_cannot_read_is_said_clearly(string row, string why) =>
        Assert.Equal(why, Assert.Throws<InvalidDataException>(() => Serializer.FromBinary(Encoding.UTF8.GetBytes(row), JobEventSerializer.WrittenV1)).Message);

    [Fact]
    public void A_row_of_a_later_version_is_said_clearly() =>
        Assert.Equal(
            "the journal has a row 'job.written.v2', which this version does not know",
            Assert.Throws<InvalidDataException>(() => Serializer.FromBinary([], "job.written.v2")).Message);

    [Fact]
    public void Nothing_else_is_journaled()
    {
        Assert.Throws<ArgumentException>(() => Serializer.ToBinary(new JobEvent.VoteClosed(Samples.Noon)));
        Assert.Throws<ArgumentException>(() => Serializer.Manifest("text"));
    }
}
