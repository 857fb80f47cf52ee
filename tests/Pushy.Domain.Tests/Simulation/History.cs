using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Domain.Tests.Simulation;

/// <summary>One history: a cluster, a few agents, one to three jobs, and what goes wrong, all drawn from a seed. Time is virtual.</summary>
internal sealed class History
{
    public static readonly TimeSpan VoteWindow = TimeSpan.FromSeconds(15), RunTimeout = TimeSpan.FromSeconds(50);

    private const double Troubled = 90;    // seconds in which things go wrong
    private const double Longest = 1200;   // by then all must have come to rest; a job begun while a clock was ahead ends that much later

    private readonly PriorityQueue<Action, (DateTimeOffset, int)> _agenda = new();
    private readonly Action<string>? _trace;
    private int _order;
    private Action<NodeName?>? _atStep;
    private Step _awaited;

    /// <summary>A random history.</summary>
    public History(int seed, Sabotage sabotage = Sabotage.None, Action<string>? trace = null)
        : this(seed, null, sabotage, trace)
    {
        Mishaps.Plan(this, Troubled);
        for (var job = Chance.Next(1, 4); job > 0; job--)
            PlanJob(new JobId($"J{job}"), job == 1 ? 3 : UpTo(60));
        In(Troubled, Heal);
    }

    /// <summary>A history of one job over all agents, in which something happens at one step of its life.</summary>
    public History(int seed, Faults faults, Step step, Action<History, NodeName?> mishap, bool aborts, Action<string>? trace = null)
        : this(seed, faults, Sabotage.None, trace)
    {
        var spec = Some.Spec(Agents.Length, [.. Agents.Select(agent => agent.Name)]) with { Id = new JobId("J1"), VoteWindow = VoteWindow, RunTimeout = RunTimeout };
        (_awaited, _atStep) = (step, node => mishap(this, node));
        In(5, () =>
        {
            Reached(Step.Posted, null);
            In(0, () => Submit(spec));
        });
        if (aborts)
            In(10, () => Abort(spec.Id));
        In(60, Heal);
    }

    private History(int seed, Faults? faults, Sabotage sabotage, Action<string>? trace)
    {
        _trace = trace;
        Seed = seed;
        Sabotage = sabotage;
        Chance = new Random(seed);
        Faults = faults ?? Faults.All[Chance.Next(Faults.All.Length)];
        Law = new Law(this);
        Journal = new SimJournal(this);
        Network = new SimNetwork(this);
        Sharding = new SimSharding(this);
        Hosts = [.. Enumerable.Range(1, Faults.Hosts).Select(n => new SimHost(this, n))];
        Agents = [.. Enumerable.Range(1, faults is null ? Chance.Next(1, 5) : 2).Select(n => new SimAgent(this, new NodeName($"n{n}")))];
        AllNames = [.. Agents.Select(agent => agent.Name), new NodeName("ghost"), new NodeName("no/name")];
        foreach (var host in Hosts)
            In(UpTo(0.5), host.Start);
        foreach (var agent in Agents)
            In(0.6 + UpTo(1), agent.Start);
    }

    public int Seed { get; }

    public Sabotage Sabotage { get; }

    public Random Chance { get; }

    public Faults Faults { get; }

    public Law Law { get; }

    public SimJournal Journal { get; }

    public SimNetwork Network { get; }

    public SimSharding Sharding { get; }

    public SimHost[] Hosts { get; }

    public SimAgent[] Agents { get; }

    /// <summary>Of agents, and of nodes that will never come.</summary>
    public NodeName[] AllNames { get; }

    public DateTimeOffset Now { get; private set; } = Some.Noon;

    /// <summary>Nothing goes wrong any more.</summary>
    public bool Healed { get; private set; }

    /// <summary>When something last went wrong that keeps jobs from going on.</summary>
    public DateTimeOffset CalmSince { get; private set; } = Some.Noon;

    public bool IsCalm => Hosts.All(host => host is { Database: DatabaseTrouble.None, Side: 0 } && host.Skew == default) && Hosts.Any(host => host.IsUp);

    public bool WasReached { get; private set; }

    public bool NodesAreAvailable => Agents.All(agent =>
        Sharding.HomeOf(agent.Name) is { } home && home.Presences.TryGetValue(agent.Name, out var presence) && presence is { State.IsAvailable: true, Link.Agent: var linked } && linked == agent);

    private bool IsQuiet => Journal.IsIdle && Law.Journal.Values.All(job => job is JobState.Finished) && Agents.All(agent => agent.IsQuiet) && NodesAreAvailable;

    public void Run()
    {
        try
        {
            var (end, looks) = (Some.Noon.AddSeconds(Longest), Some.Noon);
            while (!(Healed && IsQuiet) && _agenda.TryDequeue(out var next, out var when) && when.Item1 <= end)
            {
                Now = when.Item1;
                next();
                if (Now < looks)
                    continue;
                Law.Deadlines();
                looks = Now.AddSeconds(1);
            }

            Law.Rest();
        }
        catch (Exception broken) when (broken is LawBroken or InvalidOperationException)
        {
            throw new LawBroken($"PUSHY_SIM_SEED={Seed}: {broken.Message} (at {(Now - Some.Noon).TotalSeconds:F2} s; {Faults.Name})");
        }
    }

    public void At(DateTimeOffset when, Action what) => _agenda.Enqueue(what, (when, _order++));

    public void In(double seconds, Action what) => At(Now.AddSeconds(seconds), what);

    public double UpTo(double seconds) => Chance.NextDouble() * seconds;

    public bool Happens(double probability) => Chance.NextDouble() < probability;

    public double OneOf(params ReadOnlySpan<double> values) => values[Chance.Next(values.Length)];

    public SimHost? HostOf(JobId job) => Hosts.FirstOrDefault(host => host.Side == 0 && host.Jobs.ContainsKey(job));

    public void Disturbed() => CalmSince = Now;

    /// <summary>A job has come to a step of its life; what waits for that happens before anything else does.</summary>
    public void Reached(Step step, NodeName? node)
    {
        if (_atStep is not { } mishap || step != _awaited)
            return;
        _atStep = null;
        WasReached = true;
        Trace($"step {step} is reached");
        In(0, () => mishap(node));
    }

    public void Submit(JobSpec spec)
    {
        if (Gateway() is { } host)
            Sharding.ToJob(host, spec.Id, job => job.Take(new JobCommand.Submit(spec), no => Answered(job, no, Law.Submitted)));
    }

    public void Abort(JobId id)
    {
        if (Gateway() is { } host)
            Sharding.ToJob(host, id, job => job.Take(new JobCommand.Abort("ann"), no => Answered(job, no, Law.Stopped)));
    }

    /// <summary>Formats nothing unless somebody listens.</summary>
    public void Trace(FormattableString what) => _trace?.Invoke(FormattableString.Invariant($"{(Now - Some.Noon).TotalSeconds,8:F3} {what}"));

    /// <summary>Ends all trouble; what was cut off from the others by a split is downed.</summary>
    public void Heal()
    {
        Healed = true;
        Trace($"all is healed");
        foreach (var host in Hosts)
        {
            if (host.Side != 0)
                host.Die();
            (host.Database, host.Skew, host.IsDoomed) = (DatabaseTrouble.None, default, false);
            host.Start();
        }

        foreach (var agent in Agents)
        {
            agent.Heal();
            agent.Start();
            In(5, agent.Start);   // one that was being stopped
        }

        Disturbed();
        In(30, AskForAll);
    }

    private void AskForAll()
    {
        Disturbed();
        foreach (var id in Journal.Rows.Keys)
            if (Gateway() is { } host)
                Sharding.ToJob(host, id, _ => { });
    }

    private static void Answered(SimJob job, Refusal? no, Action<JobId> law)
    {
        if (no is not null)
            return;
        job.Speaks();
        law(job.Id);
    }

    private SimHost? Gateway() => Hosts.Where(host => host.IsUp).ToList() is { Count: > 0 } up ? up[Chance.Next(up.Count)] : null;

    private void PlanJob(JobId id, double at)
    {
        var nodes = AllNames.Where((_, n) => Happens(n < Agents.Length ? 0.8 : 0.1)).DefaultIfEmpty(AllNames[0]).ToArray();
        var spec = Some.Spec(Chance.Next(nodes.Length + 1), nodes) with { Id = id, VoteWindow = VoteWindow, RunTimeout = RunTimeout };
        In(at, () => Submit(spec));
        if (Happens(0.2))
            In(at + UpTo(40), () => Abort(id));
    }
}
