using System.Text;
using Akka.Actor;
using Akka.Cluster.Sharding;
using Pushy.Actors.Jobs;
using Pushy.Actors.Remoting;
using Pushy.Actors.Tests.Hosts;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Actors.Tests.Remoting;

/// <summary>What the connection between two hosts does with a message that is not as it should be.</summary>
public sealed class ConnectionTests : IDisposable
{
    private const int AkkasJson = 1;
    private const int Nodes = 5_000;

    private readonly string _folder = Directory.CreateTempSubdirectory("pushy-hosts-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(HostMessageSerializer.Id, "job.get.v9", "", "a message 'job.get.v9', which this version does not know; it is dropped")]
    [InlineData(HostMessageSerializer.Id, "job.abort.v1", "\u007f", "a message 'job.abort.v1' that this version cannot read: there is less than was said")]
    [InlineData(AkkasJson, "System.Text.StringBuilder", "{\"$type\":\"System.Text.StringBuilder\"}", "sent JSON with names of .NET types; it is dropped")]
    public async Task A_message_that_cannot_be_read_is_dropped_and_the_next_one_arrives(int serializer, string manifest, string bytes, string why)
    {
        await using var hosts = await TwoHosts.Start(_folder, hocon: LaterSerializer.Hocon);
        var spec = await hosts.SpecOn(hosts.Second, "absent");
        LaterSerializer.Pretend(hosts.First.System, serializer);

        hosts.First.Jobs.Tell(new ShardingEnvelope(spec.Id.Value, new FromLater(manifest, Encoding.UTF8.GetBytes(bytes))));
        var reply = await hosts.First.Tell(spec.Id, GetJob.Instance);

        Assert.Equal(Job.NoSuchJob, reply.Refusal);
        await OneHost.Until(() => hosts.Complaints.Count > 0);
        Assert.Contains(why, Assert.Single(hosts.Complaints), StringComparison.Ordinal);   // and not that the connection was lost
    }

    [Fact]
    public async Task A_message_that_nobody_gave_a_serializer_is_not_sent()
    {
        await using var hosts = await TwoHosts.Start(_folder);
        var spec = await hosts.SpecOn(hosts.Second, "absent");

        hosts.First.Jobs.Tell(new ShardingEnvelope(spec.Id.Value, new NodeAsksDuty(new NodeName("web1"))));
        var reply = await hosts.First.Tell(spec.Id, GetJob.Instance);

        Assert.Equal(Job.NoSuchJob, reply.Refusal);
        await OneHost.Until(() => hosts.Complaints.Count > 0);
        Assert.Contains(nameof(NodeAsksDuty), Assert.Single(hosts.Complaints), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Jobs_of_megabytes_cross()
    {
        await using var hosts = await TwoHosts.Start(_folder);
        var spec = await hosts.SpecOn(hosts.Second);
        var chance = new Random(1);
        spec = spec with { Nodes = [.. Enumerable.Range(0, Nodes).Select(_ => new NodeName($"no node's name {chance.NextInt64():x} {new string((char)chance.Next('a', 'z'), 200)}"))], Quorum = 1 };
        var chancy = new byte[2 << 20];
        chance.NextBytes(chancy);
        spec = spec with { Options = new RunOptions(File: "base64:" + Convert.ToBase64String(chancy)) };   // it cannot be compressed

        var submitted = await hosts.First.Tell(spec.Id, new JobCommand.Submit(spec));
        var finished = await hosts.First.Finish(spec.Id);
        var asked = await hosts.First.Tell(spec.Id, GetJob.Instance);

        Assert.Null(submitted.Refusal);
        Assert.Equal(Nodes, ((JobState.Known)submitted.State).Nodes.Size);
        Same.AssertSame(finished, asked.State);
        Assert.Equal("", string.Join('\n', hosts.Complaints));
    }
}
