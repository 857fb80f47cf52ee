using Pushy.Domain.Jobs;

namespace Pushy.Actors.Feeds;

/// <summary>A job after some rows of its journal. It shares what did not change with the one before, so holding one costs little.</summary>
/// <param name="Job">The job.</param>
/// <param name="Rows">How many rows; the same on all hosts.</param>
public sealed record JobStand(JobState.Known Job, long Rows);
