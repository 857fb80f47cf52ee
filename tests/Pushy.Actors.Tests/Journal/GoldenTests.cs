using System.Text;
using Pushy.Actors.Jobs;
using Pushy.Actors.Journal;
using Pushy.Actors.Tests.Stage;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Actors.Tests.Journal;

/// <summary>Rows written by the first version, kept as files: every later version reads them, and writes them so while nothing is added.</summary>
public sealed class GoldenTests : VirtualHost
{
    private JobEventSerializer Serializer => new((Akka.Actor.ExtendedActorSystem)Sys);

    public static TheoryData<string> EventNames => [.. Samples.Events.Keys];

    public static TheoryData<string> EndingNames => [.. Samples.Endings.Keys];

    [Theory]
    [MemberData(nameof(EventNames))]
    public void A_stored_event_is_read_back_and_still_written_so(string name) => Check($"event-{name}.json", Samples.Events[name]);

    [Theory]
    [MemberData(nameof(EndingNames))]
    public void A_stored_ending_is_read_back_and_still_written_so(string name) => Check($"ending-{name}.json", Samples.RowOf(Samples.Endings[name]));

    [Fact]
    public void A_stored_finished_job_is_read_back()
    {
        var read = FinishedJobs.Read(File.ReadAllBytes(PathOf("finished-job.br")));

        Samples.AssertSame(Samples.Spec, read.Spec);
        Assert.Equal((Samples.Finished.CreatedAt, Samples.Finished.Since, Samples.Finished.How), (read.CreatedAt, read.Since, read.How));
        Assert.All(Samples.Spec.Nodes, node => Assert.Equal(Samples.Finished.Nodes.Find(node), read.Nodes.Find(node)));
    }

    [Fact]
    public void A_stored_snapshot_is_read_back()
    {
        Samples.AssertSame(Samples.Running, SnapshotBytes.Read(File.ReadAllBytes(PathOf("snapshot-running.br"))));
        Samples.AssertSame(Samples.Voting, SnapshotBytes.Read(File.ReadAllBytes(PathOf("snapshot-voting.br"))));
    }

    [Fact]
    public void Every_kind_has_its_file()
    {
        Assert.Equal(KindsOf<JobEvent>(), Samples.Events.Values.Select(one => one.GetType()).ToHashSet());
        Assert.Equal(KindsOf<NodeEnding>(), Samples.Endings.Values.Select(one => one.GetType()).ToHashSet());
        Assert.Equal(
            Samples.Events.Keys.Select(name => $"event-{name}.json").Concat(Samples.Endings.Keys.Select(name => $"ending-{name}.json")).Concat(["finished-job.br", "snapshot-running.br", "snapshot-voting.br"]).Order(),
            Directory.GetFiles(PathOf("")).Select(Path.GetFileName).Order());
    }

    private void Check(string file, JobEvent expected)
    {
        var stored = File.ReadAllBytes(PathOf(file));

        var read = Assert.IsType<JobWritten>(Serializer.FromBinary(stored, JobEventSerializer.WrittenV1));
        Samples.AssertSame(expected, Assert.Single(read.Events));
        Assert.Equal(Encoding.UTF8.GetString(stored), Encoding.UTF8.GetString(Serializer.ToBinary(new JobWritten([expected]))));
    }

    private static HashSet<Type> KindsOf<T>() => [.. typeof(T).GetNestedTypes().Where(typeof(T).IsAssignableFrom)];

    private static string PathOf(string file) => Path.Combine(AppContext.BaseDirectory, "Journal", "golden", file);
}
