using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Domain.Tests.Simulation;

/// <summary>One history: a server, a few agents, one to three jobs, and what goes wrong, all drawn from a seed. Time is virtual.</summary>
internal sealed class History
{
    private const double Troubled = 90;    // seconds in which things go wrong
    private const double Longest = 300;    // by then all must have come to rest
    private static readonly TimeSpan VoteWindow = TimeSpan.FromSeconds(15), RunTimeout = TimeSpan.FromSeconds(50);

    private readonly PriorityQueue<Action, (DateTimeOffset, int)> _agenda = new();
    private readonly Action<string>? _trace;
    private int _order;

    public History(int seed, Sabotage sabotage = Sabotage.None, Action<string>? trace = null)
    {
        _trace = trace;
        Seed = seed;
        Sabotage = sabotage;
        Chance = new Random(seed);
        Faults = Faults.All[Chance.Next(Faults.All.Length)];
        Law = new Law(this);
        Server = new SimServer(this);
        Agents = [.. Enumerable.Range(1, Chance.Next(1, 5)).Select(n => new SimAgent(this, new NodeName($"n{n}")))];
        AllNames = [.. Agents.Select(agent => agent.Name), new NodeName("ghost"), new NodeName("no/name")];
        Plan();
    }

    public int Seed { get; }

    public Sabotage Sabotage { get; }

    public Random Chance { get; }

    public Faults Faults { get; }

    public Law Law { get; }

    public SimServer Server { get; }

    public SimAgent[] Agents { get; }

    /// <summary>Of agents, and of nodes that will never come.</summary>
    public NodeName[] AllNames { get; }

    public DateTimeOffset Now { get; private set; } = Some.Noon;

    /// <summary>Nothing goes wrong any more.</summary>
    public bool Healed { get; private set; }

    public void Run()
    {
        try
        {
            var end = Some.Noon.AddSeconds(Longest);
            while (!(Healed && IsQuiet) && _agenda.TryDequeue(out var next, out var when) && when.Item1 <= end)
            {
                Now = when.Item1;
                next();
                Law.Deadlines();
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

    /// <summary>Formats nothing unless somebody listens.</summary>
    public void Trace(FormattableString what) => _trace?.Invoke(FormattableString.Invariant($"{(Now - Some.Noon).TotalSeconds,8:F3} {what}"));

    private bool IsQuiet => Server.IsQuiet && Agents.All(agent => agent.IsQuiet) && Law.Journal.Values.All(job => job is JobState.Finished);

    private void Plan()
    {
        In(0, Server.Start);
        foreach (var agent in Agents)
            In(UpTo(2), agent.Start);
        for (var job = Chance.Next(1, 4); job > 0; job--)
            PlanJob(new JobId($"J{job}"), job == 1 ? 3 : UpTo(60));

        for (var deaths = Chance.Next(Faults.ServerDeaths + 1); deaths > 0; deaths--)
            In(UpTo(Troubled), Happens(0.5) ? Server.DieSoon : ServerDiesForAWhile);
        for (var deaths = Chance.Next(Faults.AgentDeaths + 1); deaths > 0; deaths--)
            In(UpTo(Troubled), () => AgentDiesForAWhile(Agents[Chance.Next(Agents.Length)]));
        for (var cuts = Chance.Next(Faults.Cuts + 1); cuts > 0; cuts--)
            In(UpTo(Troubled), () => Agents[Chance.Next(Agents.Length)].CutLink());
        In(Troubled, Heal);
    }

    private void PlanJob(JobId id, double at)
    {
        var nodes = AllNames.Where((_, n) => Happens(n < Agents.Length ? 0.8 : 0.1)).DefaultIfEmpty(AllNames[0]).ToArray();
        var spec = Some.Spec(Chance.Next(nodes.Length + 1), nodes) with { Id = id, VoteWindow = VoteWindow, RunTimeout = RunTimeout };
        In(at, () => Server.Submit(spec));
        if (Happens(0.2))
            In(at + UpTo(40), () => Server.Abort(id));
    }

    private void ServerDiesForAWhile()
    {
        Server.Die();
        In(UpTo(Faults.LongestAbsence), Server.Start);
    }

    private void AgentDiesForAWhile(SimAgent agent)
    {
        switch (Chance.Next(3))
        {
            case 0: agent.Die(); break;
            case 1: agent.DieSoon(Chance.Next(3)); break;
            case 2: agent.Stop(); break;
        }

        for (var wait = 0; wait < 2; wait++)   // it may not be dead yet at the first
            In(UpTo(Faults.LongestAbsence) + (wait * Faults.LongestAbsence), agent.Start);
    }

    private void Heal()
    {
        Healed = true;
        Trace($"all is healed");
        Server.Spare();
        Server.Start();
        foreach (var agent in Agents)
        {
            agent.Spare();
            agent.Start();
            In(5, agent.Start);   // one that was being stopped
        }
    }
}
