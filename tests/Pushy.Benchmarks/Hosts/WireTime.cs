using System.Diagnostics;
using System.Globalization;
using Akka.Actor;
using Pushy.Actors.Jobs;
using Pushy.Actors.Presence;
using Pushy.Actors.Remoting;
using Pushy.Contracts.Agents;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;
using Pushy.Domain.Presence;

namespace Pushy.Benchmarks.Hosts;

/// <summary>What it takes to write and to read what hosts tell each other, without Akka's own part of it.</summary>
internal static class WireTime
{
    private const string Configuration = """
        akka.actor.provider = remote
        akka.remote.dot-netty.tcp.hostname = "127.0.0.1"
        akka.remote.dot-netty.tcp.port = 0
        akka.loglevel = WARNING
        """;

    private static readonly DateTimeOffset Noon = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly JobId Job = new("0123456789abcdef0123456789abcdef");
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(1);

    public static async Task<int> Print(TextWriter output, int nodes)
    {
        var system = (ExtendedActorSystem)ActorSystem.Create("wire", Configuration);
        var serializer = new HostMessageSerializer(system);
        var link = system.ActorOf(Props.Empty);
        var online = new PresenceState.Online("0b7c6f60-6a3e-4a55-9c3a-0f0d4b1f2a11", Noon, Job, Resetting: false);
        var spec = new JobSpec(
            Job, "fedcba9876543210fedcba9876543210", "chef-client", [.. Enumerable.Range(0, nodes).Select(n => new NodeName($"node-{n:D6}.example.com"))], nodes,
            TimeSpan.FromHours(1), TimeSpan.FromMinutes(1), new RunOptions(), "alice");

        foreach (var (name, message) in new (string, object)[]
        {
            ("frame for an agent", new PresenceMessage.Deliver(AgentLinkJson.Write(new ServerMessage.Run(Job.Value)))),
            ("heartbeat", new PresenceMessage.FromAgent(link, new AgentMessage.Heartbeat(AgentJobState.Running, Job.Value))),
            ("output of 32 KiB", new PresenceMessage.FromAgent(link, new AgentMessage.Output(Job.Value, OutputStream.Stdout, 0, new byte[32 * 1024]))),
            ("word of a node to its job", new AgentMessage.AckRun(Job.Value) { StartedAt = Noon }),
            ("news of a presence", new PresenceNews(PresenceWord.Heartbeat, link, online, Job, AgentJobState.Running)),
            ($"submit of {nodes} nodes", new JobCommand.Submit(spec)),
            ($"job of {nodes} nodes, voting", new JobReply(new JobState.Voting(spec, NodeBoard.Of(spec.Nodes), Noon, Noon))),
            ($"job of {nodes} nodes, running", new JobReply(new JobState.Running(spec, BoardOf(spec, n => new NodePart.Running(Noon.AddTicks(n * 7919), Noon.AddTicks(n * 104_729))), Noon, Noon, Noon))),
            ($"job of {nodes} nodes, finished", new JobReply(new JobState.Finished(spec, BoardOf(spec, Ended), Noon, Noon, JobStatus.Complete))),
        })
        {
            var bytes = serializer.ToBinary(message);
            var manifest = serializer.Manifest(message);
            var write = TimeOf(() => serializer.ToBinary(message));
            var read = TimeOf(() => serializer.FromBinary(bytes, manifest));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {bytes.Length} bytes, written in {write.TotalMicroseconds:F2} µs, read in {read.TotalMicroseconds:F2} µs"));
        }

        await system.Terminate();
        return 0;
    }

    private static NodePart Ended(int n) => new NodePart.Ended(
        new NodeEnding.Ended(new CommandResult(n % 10 != 0, n % 10, null, null, Noon.AddTicks(n * 7919), Noon.AddTicks(n * 104_729))), Noon.AddTicks(n * 1_299_709), Noon.AddTicks(n * 7919));

    private static NodeBoard BoardOf(JobSpec spec, Func<int, NodePart> part) => NodeBoard.Of(spec.Nodes.Select((node, n) => KeyValuePair.Create(node, part(n))));

    private static TimeSpan TimeOf(Func<object> step)
    {
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < Long;)
            step();
        var times = 0;
        var measured = Stopwatch.StartNew();
        for (; measured.Elapsed < Long; times++)
            step();
        return measured.Elapsed / times;
    }
}
