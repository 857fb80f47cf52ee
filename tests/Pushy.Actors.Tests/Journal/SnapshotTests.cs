using System.IO.Compression;
using System.Text;
using CsCheck;
using Pushy.Actors.Jobs;
using Pushy.Actors.Journal;
using Pushy.Actors.Tests.Stage;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Actors.Tests.Journal;

public sealed class SnapshotTests : VirtualHost
{
    private static readonly NodeName[] Nodes = [new("a"), new("b"), new("c"), new("d")];

    private static readonly NodeReport[] Said =
    [
        NodeReport.AckCommit.Instance,
        NodeReport.AckCommit.Instance,
        NodeReport.AckCommit.Instance,
        new NodeReport.NackCommit(NackReason.Busy, "ärger"),
        new NodeReport.AckRun(null),
        new NodeReport.AckRun(Samples.Noon.AddSeconds(7)),
        new NodeReport.NackRun(NackReason.LockHeld, null),
        new NodeReport.Outcome(new CommandResult(false, 3, null, "no", Samples.Noon, Samples.Noon.AddSeconds(9))),
        new NodeReport.Aborted("stopped"),
        new NodeReport.Down(DownReason.ConnectionLost),
    ];

    /// <summary>Mostly what nodes say, so that histories grow long before the job ends.</summary>
    private static readonly Gen<JobCommand> Commands = Gen.Frequency(
        (60, Gen.Select(Gen.Int[0, Nodes.Length - 1], Gen.Int[0, Said.Length - 1], (node, report) => (JobCommand)new JobCommand.Report(Nodes[node], Said[report]))),
        (1, Gen.Const((JobCommand)JobCommand.CloseVote.Instance)),
        (1, Gen.Const((JobCommand)new JobCommand.Abort("bob"))));

    private JobSnapshotSerializer Serializer => new((Akka.Actor.ExtendedActorSystem)Sys);

    [Fact]
    public void From_a_snapshot_and_what_followed_a_job_is_the_same_as_from_its_whole_journal()
    {
        var (votes, runs) = (0, 0);
        Gen.Select(Commands.Array[0, 40], Gen.Int[1, 3]).Sample(
            (commands, quorum) =>
            {
                var spec = Samples.Spec with { Nodes = [.. Nodes], Quorum = quorum };
                var state = JobState.Initial;
                var fromSnapshots = new List<JobState>();
                foreach (var command in commands.Prepend(new JobCommand.Submit(spec)))
                {
                    foreach (var @event in Job.Decide(state, command, Samples.Noon).Events)
                    {
                        state = Job.Evolve(state, @event);
                        fromSnapshots = fromSnapshots.ConvertAll(one => Job.Evolve(one, @event));
                    }

                    if (state is JobState.Voting or JobState.Running)
                        fromSnapshots.Add(SnapshotBytes.Read(SnapshotBytes.Write((JobState.Known)state)));
                    Interlocked.Add(ref votes, state is JobState.Voting ? 1 : 0);
                    Interlocked.Add(ref runs, state is JobState.Running ? 1 : 0);
                }

                Assert.All(fromSnapshots, one => Samples.AssertSame((JobState.Known)state, (JobState.Known)one));
            },
            iter: 1_000);
        Assert.True(votes > 1_000 && runs > 500, $"{votes} snapshots of votes and {runs} of runs prove little");
    }

    [Fact]
    public void Snapshots_are_known_by_a_fixed_number_and_a_versioned_name()
    {
        var bytes = Serializer.ToBinary(new JobSnapshot(Samples.Voting));

        Assert.Equal((14_010, "job.snapshot.v1"), (Serializer.Identifier, Serializer.Manifest(new JobSnapshot(Samples.Voting))));
        Assert.Equal(
            """{"spec":{"id":"0123456789abcdef0123456789abcdef","organization":"fedcba9876543210fedcba9876543210","command":"chef-client -o \u0027role[web]\u0027","nodes":["web1","db:1"],"quorum":1,"run_timeout_seconds":3600,"vote_window_milliseconds":60000,"requested_by":"alice","user":"deploy","dir":"/srv","env":{"LANG":"C","\u00DC":"\u20AC"},"file":"raw:x\n","capture":true},"created_at":"2030-01-01T12:00:00+00:00","since":"2030-01-01T12:00:00+00:00","until":"2030-01-01T12:01:00+00:00","status":"voting","parts":[{"t":"ready"},{"t":"new"}]}""",
            Text(bytes));
    }

    [Fact]
    public void No_name_of_a_class_is_stored()
    {
        var text = Text(SnapshotBytes.Write(Samples.Running));

        string[] names = [.. typeof(NodePart).GetNestedTypes().Concat(typeof(JobState).GetNestedTypes()).Select(type => type.Name), "Pushy", "System", "$type"];
        Assert.All(names, name => Assert.DoesNotContain(name, text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("null", "the snapshot is empty")]
    [InlineData("{}", "the snapshot is empty")]
    [InlineData("{\"spec\":", "the snapshot is damaged")]
    [InlineData("complete", "the snapshot is of a job that is complete")]
    [InlineData("vanished", "the snapshot has the part 'vanished', which this version does not know or which lacks a field")]
    [InlineData("running", "the snapshot has the part 'running', which this version does not know or which lacks a field")]
    [InlineData("short", "the snapshot has 1 parts of 2 nodes")]
    public void What_this_version_cannot_read_is_said_clearly(string what, string why)
    {
        var good = Text(SnapshotBytes.Write(Samples.Voting));
        var stored = what switch
        {
            "complete" => good.Replace("\"voting\"", "\"complete\"", StringComparison.Ordinal),
            "vanished" or "running" => good.Replace("\"new\"", $"\"{what}\"", StringComparison.Ordinal),
            "short" => good.Replace(",{\"t\":\"new\"}", "", StringComparison.Ordinal),
            _ => what,
        };

        Assert.Equal(why, Assert.Throws<InvalidDataException>(() => Serializer.FromBinary(Zipped(stored), JobSnapshotSerializer.V1)).Message);
    }

    [Fact]
    public void What_is_no_snapshot_at_all_is_said_clearly()
    {
        Assert.Throws<InvalidDataException>(() => Serializer.FromBinary([1, 2, 3], JobSnapshotSerializer.V1));
        Assert.Throws<InvalidDataException>(() => Serializer.FromBinary([], JobSnapshotSerializer.V1));
        Assert.Equal(
            "this version does not know snapshots 'job.snapshot.v2'",
            Assert.Throws<InvalidDataException>(() => Serializer.FromBinary(SnapshotBytes.Write(Samples.Voting), "job.snapshot.v2")).Message);
        Assert.Throws<ArgumentException>(() => Serializer.ToBinary(Samples.Voting));
        Assert.Throws<ArgumentException>(() => SnapshotBytes.Write(Samples.Finished));
    }

    private static string Text(byte[] bytes)
    {
        using var reader = new StreamReader(new BrotliStream(new MemoryStream(bytes), CompressionMode.Decompress), Encoding.UTF8);
        return reader.ReadToEnd();
    }

    private static byte[] Zipped(string text)
    {
        using var bytes = new MemoryStream();
        using (var zip = new BrotliStream(bytes, CompressionLevel.Fastest))
            zip.Write(Encoding.UTF8.GetBytes(text));
        return bytes.ToArray();
    }
}
