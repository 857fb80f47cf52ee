using System.Diagnostics;
using System.Threading.Channels;
using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Hosting;
using LinqToDB;
using LinqToDB.Data;
using LinqToDB.DataProvider.SQLite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Pushy.Actors;
using Pushy.Actors.Jobs;
using Pushy.Actors.Links;
using Pushy.Actors.Presence;
using Pushy.Actors.ReadModel;
using Pushy.Contracts.Agents;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Benchmarks.Actors;

/// <summary>One job over many nodes through real actors, a real SQLite journal and simulated agents without sockets.</summary>
internal static class JobOfManyNodes
{
    private const string Organization = "0123456789abcdef0123456789abcdef";

    public static async Task<int> Print(TextWriter output, int nodes)
    {
        var folder = Directory.CreateTempSubdirectory("pushy-bench-").FullName;
        try
        {
            using var host = await BenchHost.Start(folder);
            var system = host.Services.GetRequiredService<ActorSystem>();
            var registry = ActorRegistry.For(system);
            NodeName[] names = [.. Enumerable.Range(0, nodes).Select(n => new NodeName($"node-{n:D6}.example.com"))];
            var watch = Stopwatch.StartNew();
            foreach (var name in names)
                Agent(system, registry.Get<PresenceActor>(), new NodeKey(Organization, name));
            var roster = host.Services.GetRequiredService<NodeRoster>();
            while (roster.Connected < nodes)
                await Task.Delay(10);
            output.WriteLine($"{nodes} nodes registered in {watch.Elapsed.TotalSeconds:F2} s");

            for (var round = 1; round <= 3; round++)
                await Round(output, host, names, round, folder);
            await host.StopAsync();
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task Round(TextWriter output, IHost host, NodeName[] names, int round, string folder)
    {
        var jobs = ActorRegistry.For(host.Services.GetRequiredService<ActorSystem>()).Get<JobActor>();
        var model = host.Services.GetRequiredService<JobReadModel>();
        var id = JobId.Create(Organization, [0, 0, 0, 0, 0, 0, 0, 0, 0, (byte)round]);
        var spec = new JobSpec(id, Organization, "true", [.. names], names.Length, TimeSpan.FromHours(1), TimeSpan.FromSeconds(60), new RunOptions(), "bench");
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        var watch = Stopwatch.StartNew();
        await jobs.Ask<JobReply>(new ShardingEnvelope(id.Value, new JobCommand.Submit(spec)), TimeSpan.FromMinutes(1));
        var submitted = watch.Elapsed;
        JobReply reply;
        do
        {
            await Task.Delay(5);
            reply = await jobs.Ask<JobReply>(new ShardingEnvelope(id.Value, GetJob.Instance), TimeSpan.FromMinutes(1));
        }
        while (reply.State is not JobState.Finished);
        var finished = watch.Elapsed;
        while (await model.FindFinished(id, default) is null)
            await Task.Delay(5);
        var cpuUsed = Process.GetCurrentProcess().TotalProcessorTime - cpu;
        var state = (JobState.Finished)reply.State;
        output.WriteLine(
            $"round {round}: submit {submitted.TotalMilliseconds:F0} ms, durable outcome of all {finished.TotalSeconds:F2} s, listed {watch.Elapsed.TotalSeconds:F2} s, " +
            $"CPU {cpuUsed.TotalMilliseconds * 1000 / names.Length:F0} µs a node, succeeded {state.Nodes.Counts.Of(NodeState.Succeeded)}, {await Rows(folder, id)} journal writes");
    }

    private static async Task<long> Rows(string folder, JobId id)
    {
        await using var db = new DataConnection(new DataOptions().UseSQLite($"Data Source={folder}/journal.db", SQLiteProvider.Microsoft));
        return await db.ExecuteAsync<long>("select count(*) from journal where persistence_id = @id", DataParameter.NVarChar("id", "job-" + id.Value));
    }

    private static void Agent(ActorSystem system, IActorRef presence, NodeKey key)
    {
        IActorRef? link = null;
        var outbox = new Obedient(frame => Answer(frame, link!));
        link = system.ActorOf(Producing.Of(() => new LinkActor(key, new AgentMessage.Hello(key.Node.Value, "1", "bench"), outbox, (_, _) => { }, presence)));
    }

    private static void Answer(byte[] frame, IActorRef link)
    {
        switch (AgentLinkJson.ReadFromServer(frame))
        {
            case ServerMessage.Commit(var job, _): link.Tell(new AgentMessage.AckCommit(job)); break;
            case ServerMessage.Run(var job):
                link.Tell(new AgentMessage.AckRun(job));
                link.Tell(new AgentMessage.Succeeded(job));
                break;
            case ServerMessage.Abort(var job): link.Tell(new AgentMessage.Aborted(job)); break;
        }
    }

    private sealed class Obedient(Action<byte[]> answer) : ChannelWriter<byte[]>
    {
        public override bool TryWrite(byte[] item)
        {
            answer(item);
            return true;
        }

        public override ValueTask<bool> WaitToWriteAsync(CancellationToken cancellationToken = default) => ValueTask.FromResult(true);
    }
}
