using System.Buffers.Binary;
using System.Collections;
using System.Runtime.Serialization;
using System.Text;
using Akka.Actor;
using Pushy.Actors.Feeds;
using Pushy.Actors.Hosts;
using Pushy.Actors.Jobs;
using Pushy.Actors.Links;
using Pushy.Actors.Presence;
using Pushy.Actors.Remoting;
using Pushy.Actors.Tests.Stage;
using Pushy.Contracts.Agents;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;
using Pushy.Domain.Presence;

namespace Pushy.Actors.Tests.Remoting;

/// <summary>Messages as the first version with several hosts wrote them, kept as files: every later version reads them, and writes them so while nothing is added.</summary>
public sealed class HostMessageTests : VirtualHost
{
    private readonly HostMessageSerializer _serializer;
    private readonly IReadOnlyDictionary<string, object> _samples;

    public HostMessageTests()
    {
        _serializer = new HostMessageSerializer((ExtendedActorSystem)Sys);
        _samples = HostSamples.All(HostSamples.Actor((ExtendedActorSystem)Sys));
    }

    public static TheoryData<string> Names => [.. HostSamples.All(ActorRefs.Nobody).Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void What_a_host_sent_is_read_back_and_still_sent_so(string name)
    {
        var sent = File.ReadAllBytes(Golden.PathOf(name));

        Same.AssertSame(_samples[name], _serializer.FromBinary(sent, ManifestOf(name)));
        Assert.Equal(ManifestOf(name), _serializer.Manifest(_samples[name]));
        Assert.Equal(Convert.ToHexString(sent), Convert.ToHexString(_serializer.ToBinary(_samples[name])));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_a_later_version_adds_is_skipped(string name)
    {
        if (ManifestOf(name) == "presence.deliver.v1")
            return;   // nothing but a frame: it cannot grow

        Same.AssertSame(_samples[name], _serializer.FromBinary([.. _serializer.ToBinary(_samples[name]), 1, 2, 3], ManifestOf(name)));
    }

    [Fact]
    public void What_a_later_version_adds_to_a_record_within_a_message_is_skipped()
    {
        foreach (var said in HostSamples.Said.Values)
        {
            byte[] grown = [.. _serializer.ToBinary(said), 1, 2, 3];
            BinaryPrimitives.WriteInt32LittleEndian(grown, grown.Length - sizeof(int));   // all of this message is one record
            var stray = new FromStray(new NodeKey("0123456789abcdef0123456789abcdef", new NodeName("web1")), said, Claims: true);
            byte[] message = [.. _serializer.ToBinary(stray)];
            var at = message.AsSpan().IndexOf(_serializer.ToBinary(said));

            Same.AssertSame(stray, _serializer.FromBinary([.. message[..at], .. grown, message[^1]], "job.from_stray.v1"));
        }
    }

    [Fact]
    public void Every_kind_has_its_sample_and_every_sample_its_file()
    {
        Assert.Equal(HostMessages.All.Select(kind => kind.Manifest).Order(StringComparer.Ordinal), _samples.Keys.Select(ManifestOf).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(KindsOf<AgentMessage>(), TypesOf(HostSamples.Said.Values));
        Assert.Equal(KindsOf<NodePart>(), TypesOf(HostSamples.Parts.Values));
        Assert.Equal([.. KindsOf<JobState>().Where(type => !type.IsAbstract)], TypesOf(HostSamples.States.Values));
        Assert.Equal(KindsOf<PresenceState>(), TypesOf(HostSamples.Presences.Values));
        Assert.Equal(_samples.Keys.Order(StringComparer.Ordinal), Directory.GetFiles(Golden.Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    /// <summary>Else a field that was forgotten on one side would be read back as what it was all along.</summary>
    [Fact]
    public void In_the_samples_no_field_has_the_value_that_it_has_when_nobody_sets_it()
    {
        IEnumerable<object> samples = [.. HostSamples.Said.Values, .. HostSamples.Presences.Values, .. HostSamples.Parts.Values.Except([HostSamples.Parts["strayed"]]), .. _samples.Values.OfType<PresenceNews>()];
        var unset = from sample in samples
                    from property in sample.GetType().GetProperties()
                    where property.CanWrite && IsUnset(property.GetValue(sample))
                    select $"{sample.GetType().Name}.{property.Name}";

        Assert.Empty(unset.Except(["Hello.Platform", "Hello.Proof", "Hello.SettingsFault", "Heartbeat.SettingsFault"]));   // they stay at the host that has the link
    }

    [Fact]
    public void Every_message_either_has_a_form_between_hosts_or_is_known_to_stay_on_one()
    {
        Type[] stay =
        [
            typeof(NodeMoved), typeof(NodeOrder), typeof(NodeAsksDuty), typeof(NodeBegun), typeof(SocketEnded), typeof(RightEnded),
            typeof(JoinFeed<>), typeof(LeaveFeed<>), typeof(ReaderJoins), typeof(FeedsGrew<>), typeof(FeedGrew), typeof(JobHistoryActor.Read),
            typeof(JobWritten),   // as part of others, and in the journal
            typeof(JobSnapshot),   // as JobWritten
            typeof(JobCommand.Report), typeof(JobCommand.CloseVote), typeof(JobCommand.EndRun),
            typeof(JobNeighbours), typeof(JobSettings), typeof(PresenceSettings), typeof(NodeKey), typeof(JobFeedKey), typeof(JobStand), typeof(FeedChunk), typeof(FeedItem), typeof(FeedJob), typeof(ListedNode), typeof(SeenNode), typeof(HostsAnswer<>), typeof(NameFinding),   // no messages
        ];
        var crossing = HostMessages.All.Select(kind => kind.Type).ToList();
        string[] places = ["Pushy.Actors.Feeds", "Pushy.Actors.Hosts", "Pushy.Actors.Jobs", "Pushy.Actors.Links", "Pushy.Actors.Presence"];
        var records = typeof(HostMessages).Assembly.GetExportedTypes().Where(type => places.Contains(type.Namespace)).Concat(typeof(JobCommand).GetNestedTypes())
            .Where(type => !type.IsAbstract && type.GetMethod("PrintMembers", System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Instance) is not null);

        Assert.DoesNotContain(records, type => !stay.Contains(type) && !crossing.Exists(kind => kind.IsAssignableFrom(type)));
    }

    [Theory]
    [InlineData(typeof(DownReason), "NeverSeen=0 NotANodeName=1 Offline=2 Resetting=3 ConnectionLost=4 AgentRestarted=5 AgentStopped=6 UnknownName=7")]
    [InlineData(typeof(PresenceWord), "Current=0 Hello=1 Heartbeat=2 Gone=3")]
    [InlineData(typeof(AgentJobState), "Idle=0 Committed=1 Running=2")]
    [InlineData(typeof(OutputStream), "Stdout=0 Stderr=1")]
    public void Members_of_enums_keep_their_numbers(Type type, string members) =>
        Assert.Equal(members, string.Join(' ', Enum.GetNames(type).Select(name => $"{name}={(int)Enum.Parse(type, name)}")));

    [Fact]
    public void No_name_of_a_class_is_sent()
    {
        foreach (var (name, sample) in _samples)
        {
            var sent = _serializer.Manifest(sample) + Encoding.Latin1.GetString(_serializer.ToBinary(sample));
            Assert.DoesNotContain("Pushy", sent, StringComparison.Ordinal);
            Assert.DoesNotContain("$type", sent, StringComparison.Ordinal);
            Assert.True(sample is AgentMessage or JobReply || !sent.Contains(sample.GetType().Name, StringComparison.Ordinal), name);
        }
    }

    [Fact]
    public void What_an_older_host_sends_of_an_agent_that_dropped_its_job_is_read_as_it_was_meant() => Same.AssertSame(
        new AgentMessage.Aborted("0123456789abcdef0123456789abcdef") { Detail = "power failure" },
        _serializer.FromBinary(Convert.FromHexString("30000000094030313233343536373839616263646566303132333435363738396162636465661A706F776572206661696C757265"), "node.said.v1"));

    [Fact]
    public void What_an_older_host_says_of_links_is_read_as_it_was_meant()
    {
        var opened = (PresenceMessage.LinkOpened)_samples["presence.link_opened.v1"];
        var sent = File.ReadAllBytes(Golden.PathOf("presence.link_opened.v1"));
        Same.AssertSame(opened with { Remote = null }, _serializer.FromBinary(sent[..^("192.0.2.1".Length + 1)], "presence.link_opened.v1"));
        Assert.Equal(new CloseLink("replaced"), _serializer.FromBinary(File.ReadAllBytes(Golden.PathOf("link.close.v1"))[..^1], "link.close.v1"));
    }

    [Fact]
    public void Nobody_stays_nobody() =>
        Assert.Equal(new LinkAccepted(ActorRefs.Nobody), _serializer.FromBinary(_serializer.ToBinary(new LinkAccepted(ActorRefs.Nobody)), "link.accepted.v1"));

    [Fact]
    public void A_message_of_a_later_version_is_said_clearly() =>
        Assert.Equal(
            "another host sent a message 'presence.deliver.v2', which this version does not know; it is dropped",
            Assert.Throws<SerializationException>(() => _serializer.FromBinary([], "presence.deliver.v2")).Message);

    [Fact]
    public void What_stays_on_its_host_is_refused()
    {
        Assert.Equal("NodeAsksDuty does not leave a host", Assert.Throws<SerializationException>(() => _serializer.Manifest(new NodeAsksDuty(new NodeName("a")))).Message);
        Assert.Throws<SerializationException>(() => _serializer.ToBinary(JobCommand.EndRun.Instance));
    }

    private static string ManifestOf(string name) => name.Split('~')[0];

    private static HashSet<Type> KindsOf<T>() => [.. typeof(T).GetNestedTypes().Where(typeof(T).IsAssignableFrom)];

    private static HashSet<Type> TypesOf(IEnumerable<object> samples) => [.. samples.Select(sample => sample.GetType())];

    private static bool IsUnset(object? value) => value switch
    {
        null => true,
        bool yes => !yes,
        string text => text.Length == 0,
        ICollection many => many.Count == 0,
        _ => value.GetType().IsValueType && value.Equals(Activator.CreateInstance(value.GetType())),
    };
}
