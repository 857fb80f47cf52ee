using System.Globalization;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;
using Pushy.Server.Pages.Frame;

namespace Pushy.Server.Pages.Jobs;

/// <summary>A job as its page shows it, first and with each update.</summary>
/// <param name="Organization">Name of its organization.</param>
/// <param name="Job">As it stands.</param>
/// <param name="Now">The server's clock.</param>
public sealed record JobView(string Organization, JobState.Known Job, DateTimeOffset Now)
{
    /// <summary>From one look at all nodes.</summary>
    public JobScan Scan { get; } = JobScan.Of(Job);

    public JobSpec Spec => Job.Spec;

    public JobStatus Status => Job.Status();

    public StateLook Look => StateWords.Of(Status, Spec.Nodes.Length, Of(NodeState.Succeeded), Of(NodeState.Failed) + Of(NodeState.Crashed));

    public bool IsFinished => Job is JobState.Finished;

    /// <summary>When the vote closes or the run is stopped; null once it has finished.</summary>
    public DateTimeOffset? Deadline => Job switch
    {
        JobState.Voting voting => voting.ClosesAt,
        JobState.Running running => running.EndsAt,
        _ => null,
    };

    public IReadOnlyList<TimelineEntry> Timeline => JobTimeline.Of(Job, Scan);

    /// <summary>Whether enough nodes were ready; while the vote goes on, whether they are.</summary>
    public bool QuorumReached => Job is not JobState.Finished { How: JobStatus.QuorumFailed } && Scan.Votes.Yes >= Spec.Quorum;

    public int Of(NodeState state) => Job.Nodes.Counts.Of(state);

    /// <summary>Share of all nodes, <c>12.5%</c>, at most all of it.</summary>
    public string Percent(long nodes) => Percent(nodes, Spec.Nodes.Length);

    public static string Percent(long part, long whole) => (whole == 0 ? 0 : Math.Min(100, 100.0 * part / whole)).ToString("0.###", CultureInfo.InvariantCulture) + "%";

    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary><c>1 h 02 min</c>, <c>2 min 05 s</c>, <c>1.2 s</c>. Never negative, whatever two clocks say.</summary>
    public static string Length(TimeSpan time) => time switch
    {
        { Ticks: < 0 } => "0.0 s",
        { TotalHours: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours} h {time.Minutes:00} min"),
        { TotalMinutes: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.Minutes} min {time.Seconds:00} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s"),
    };
}
