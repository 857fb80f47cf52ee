using System.Diagnostics;
using System.Globalization;
using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Hosting;
using Akka.Persistence;
using LinqToDB;
using LinqToDB.Data;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Pushy.Actors;
using Pushy.Actors.Feeds;
using Pushy.Actors.Jobs;
using Pushy.Actors.Presence;
using Pushy.Actors.ReadModel;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Benchmarks.Actors;

/// <summary>How long a job over many nodes takes to come back after its host died: until it answers, and until all of its nodes that live are asked.</summary>
internal static class JobRecovery
{
    private const int Times = 5;
    private const string Organization = "0123456789abcdef0123456789abcdef";

    /// <param name="output">Where the figures go.</param>
    /// <param name="nodes">Nodes of the job.</param>
    /// <param name="postgresql">A connection string; null: SQLite.</param>
    public static async Task<int> Print(TextWriter output, int nodes, string? postgresql)
    {
        var folder = Directory.CreateTempSubdirectory("pushy-bench-").FullName;
        try
        {
            using var host = await BenchHost.Start(folder, postgresql);
            var system = host.Services.GetRequiredService<ActorSystem>();
            output.WriteLine($"{(postgresql is null ? "SQLite" : "PostgreSQL")}, {nodes} nodes; until it answers / all nodes asked");
            NodeName[] names = [.. Enumerable.Range(0, nodes).Select(n => new NodeName($"node-{n:D6}.example.com"))];
            foreach (var (what, prepare) in new (string, Action<IActorRef>)[]
            {
                ("all ready", job => Say(job, names, NodeReport.AckCommit.Instance)),
                ("all running", job => Say(job, names, NodeReport.AckCommit.Instance, new NodeReport.AckRun(null))),
                ("half of them ended", job =>
                {
                    Say(job, names, NodeReport.AckCommit.Instance, new NodeReport.AckRun(null));
                    Say(job, names[..(nodes / 2)], new NodeReport.Outcome(new CommandResult(true, 0, null, null, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch)));
                }),
            })
            {
                await Measure(output, system, names, what, prepare);
            }

            await host.StopAsync();
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task Measure(TextWriter output, ActorSystem system, NodeName[] names, string what, Action<IActorRef> prepare)
    {
        var id = JobId.Create(Organization, Guid.NewGuid().ToByteArray().AsSpan(0, JobId.RandomBytes));
        var spec = new JobSpec(id, Organization, "true", [.. names], names.Length, TimeSpan.FromHours(1), TimeSpan.FromHours(1), new RunOptions(), "bench");
        var first = new Run(system, id);
        await first.Ask(new JobCommand.Submit(spec));
        prepare(first.Job);
        var before = await first.Ask(new JobCommand.Report(names[0], NodeReport.AckCommit.Instance));   // after all that was said
        await first.End();

        var rows = await Read(system, id);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {rows.Rows} rows, {rows.Events} events; journal alone read in {rows.Took.TotalMilliseconds:F0} ms, applied in {rows.Applied.TotalMilliseconds:F0} ms"));
        for (var time = 1; time <= Times; time++)
        {
            var cpu = Process.GetCurrentProcess().TotalProcessorTime;
            var watch = Stopwatch.StartNew();
            var run = new Run(system, id);
            var reply = await run.Ask(GetJob.Instance);
            var answered = watch.Elapsed;
            await run.Asked(((JobState.Known)reply.State).Nodes.Counts.Live);
            var asked = watch.Elapsed;
            cpu = Process.GetCurrentProcess().TotalProcessorTime - cpu;
            if (((JobState.Known)before.State).Nodes is var then && ((JobState.Known)reply.State).Nodes is var now && names.Any(name => then.Find(name) != now.Find(name)))
                throw new InvalidOperationException("the job came back as another");
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {answered.TotalMilliseconds:F0} ms / {asked.TotalMilliseconds:F0} ms, CPU {cpu.TotalMilliseconds:F0} ms"));
            await run.End();
        }
    }

    private static void Say(IActorRef job, IEnumerable<NodeName> nodes, params NodeReport[] reports)
    {
        foreach (var report in reports)
        {
            foreach (var node in nodes)
                job.Tell(new JobCommand.Report(node, report));
        }
    }

    private static async Task<(int Rows, int Events, TimeSpan Took, TimeSpan Applied)> Read(ActorSystem system, JobId id)
    {
        var read = new TaskCompletionSource<IReadOnlyList<JobWritten>>();
        var watch = Stopwatch.StartNew();
        system.ActorOf(Producing.Of(() => new HistoryReader(id, read)));
        var rows = await read.Task;
        var took = watch.Elapsed;
        watch.Restart();
        _ = rows.SelectMany(row => row.Events).Aggregate(JobState.Initial, Job.Evolve);
        return (rows.Count, rows.Sum(row => row.Events.Length), took, watch.Elapsed);
    }

    private sealed class HistoryReader(JobId id, TaskCompletionSource<IReadOnlyList<JobWritten>> read) : UntypedActor
    {
        private readonly List<JobWritten> _rows = [];

        protected override void PreStart() => Context.ActorOf(Producing.Of(() => new JobHistoryActor(id)));

        protected override void OnReceive(object message)
        {
            if (message is JobNews news)
                _rows.Add(news.Written);
            else
                read.TrySetResult(_rows);
        }
    }

    /// <summary>One life of the job's actor, in surroundings that only count which nodes are asked for.</summary>
    private sealed class Run
    {
        private readonly ActorSystem _system;
        private readonly Counter _asked = new();

        public Run(ActorSystem system, JobId id)
        {
            _system = system;
            var around = system.ActorOf(Producing.Of(() => new Surroundings(_asked)));
            var near = new JobNeighbours(around, around, around, new JobRoster(), JobSettings.Default);
            Job = system.ActorOf(Producing.Of(() => new JobActor(id, near)));
        }

        public IActorRef Job { get; }

        public Task<JobReply> Ask(object message) => Job.Ask<JobReply>(message, TimeSpan.FromMinutes(1));

        public Task Asked(int nodes) => _asked.Reaches(nodes);

        public async Task End() => await Job.GracefulStop(TimeSpan.FromMinutes(1));
    }

    private sealed class Counter
    {
        private readonly TaskCompletionSource _reached = new();
        private int _seen;
        private int _wanted = -1;

        public void Add()
        {
            if (Interlocked.Increment(ref _seen) == Volatile.Read(ref _wanted))
                _reached.TrySetResult();
        }

        public Task Reaches(int wanted)
        {
            Volatile.Write(ref _wanted, wanted);
            if (Volatile.Read(ref _seen) >= wanted)
                _reached.TrySetResult();
            return _reached.Task;
        }
    }

    private sealed class Surroundings(Counter asked) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is ShardingEnvelope { Message: PresenceMessage.Watch })
                asked.Add();
            else if (message is Write<JobState.Known>(var job))
                Sender.Tell(new Written<JobState.Known>(job));
        }
    }
}
