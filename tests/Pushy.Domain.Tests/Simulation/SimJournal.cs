using System.Collections.Immutable;
using Pushy.Domain.Jobs;

namespace Pushy.Domain.Tests.Simulation;

/// <summary>How the database serves a host.</summary>
internal enum DatabaseTrouble
{
    None,

    /// <summary>Nothing is written or read.</summary>
    Refuses,

    /// <summary>Writes are stored, and the answer says that they failed.</summary>
    LosesAnswers,

    /// <summary>Writes take many seconds until they are stored, and more until that is known.</summary>
    Slow,
}

/// <summary>One row: what was decided together.</summary>
/// <param name="State">What all rows up to this one make of the job.</param>
internal sealed record Row(int Number, JobState State);

/// <summary>The one database. A row of a job has a number, and there is one row of a number: that is the fence between two that both hold themselves for the job.</summary>
internal sealed class SimJournal(History world)
{
    private readonly Dictionary<JobId, List<Row>> _rows = [];
    private readonly HashSet<(SimHost Host, Action Store)> _underWay = [];
    private int _written;

    public IReadOnlyDictionary<JobId, List<Row>> Rows => _rows;

    public bool IsIdle => _underWay.Count == 0;

    public JobState StateOf(JobId job) => _rows.TryGetValue(job, out var rows) ? rows[^1].State : JobState.Initial;

    public Row? RowOf(JobId job, int number) => _rows.TryGetValue(job, out var rows) && number <= rows.Count ? rows[number - 1] : null;

    /// <summary>Stores the row that follows row number <paramref name="after"/>; the answer, null if it failed or is not known, comes unless the host dies.</summary>
    public void Append(SimHost host, JobId job, int after, ImmutableArray<JobEvent> events, Action<Row?> answer)
    {
        var trouble = host.Database;
        if (trouble is DatabaseTrouble.Refuses)
        {
            host.Later(world.UpTo(2), () => answer(null));
            return;
        }

        (SimHost, Action) write = default;
        write = (host, Store);
        _underWay.Add(write);
        world.In(trouble is DatabaseTrouble.Slow ? world.UpTo(12) : world.UpTo(world.OneOf(0.01, 0.01, 0.1, 2.0)), () =>
        {
            if (_underWay.Remove(write))
                Store();
        });

        void Store()
        {
            var row = (_rows.GetValueOrDefault(job)?.Count ?? 0) == after || world.Sabotage is Sabotage.JournalHasNoFence ? Add(job, events) : null;
            if (row is null)
                world.Trace($"  the journal of {job} has a row {after + 1} already: refused to {host}");
            if (host.IsDoomed && host.IsUp)
            {
                host.Die();
                world.In(world.UpTo(world.Faults.LongestAbsence), host.Start);
                return;
            }

            var told = trouble is DatabaseTrouble.LosesAnswers ? null : row;
            host.Later(trouble is DatabaseTrouble.Slow ? world.UpTo(5) : world.UpTo(0.01), () => answer(told));
        }
    }

    /// <summary>Reads a job's rows; the answer, null when the database refuses, comes unless the host dies.</summary>
    public void Read(SimHost host, JobId job, Action<IReadOnlyList<Row>?> answer) => host.Later(world.UpTo(world.OneOf(0.01, 0.01, 0.5)), () =>
        answer(host.Database is DatabaseTrouble.Refuses ? null : [.. _rows.GetValueOrDefault(job) ?? []]));

    /// <summary>What the host had sent is stored, or not, or later.</summary>
    public void HostDied(SimHost host)
    {
        foreach (var write in _underWay.Where(write => write.Host == host).ToList())
            if (world.Happens(0.7))
            {
                _underWay.Remove(write);
                if (world.Happens(0.5))
                    write.Store();
            }
    }

    private Row Add(JobId job, ImmutableArray<JobEvent> events)
    {
        var rows = _rows.TryGetValue(job, out var known) ? known : _rows[job] = [];
        var row = new Row(++_written, world.Law.Append(job, StateOf(job, rows), events));
        rows.Add(row);
        return row;
    }

    private static JobState StateOf(JobId _, List<Row> rows) => rows is [] ? JobState.Initial : rows[^1].State;
}
