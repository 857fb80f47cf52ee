namespace Pushy.Server.Configuration;

/// <param name="FinishedJobs">How long a finished job is kept after its end, with its events and output; zero: for ever.</param>
/// <param name="LookEvery">Length between two looks for jobs to remove; a random part of as much again is added.</param>
/// <param name="Pause">Pause after each batch, for others who need the database.</param>
public sealed record RetentionOptions(TimeSpan FinishedJobs, TimeSpan LookEvery, TimeSpan Pause)
{
    private const string Key = "pushy.retention.finished-jobs";

    /// <summary>Longer than a finished job can stay in memory, so that no actor of a removed job is left.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromHours(2);

    internal static RetentionOptions Read(SettingReader reader, JobOptions jobs)
    {
        var kept = reader.Duration(Key, TimeSpan.Zero, TimeSpan.FromDays(3650));
        if (kept != TimeSpan.Zero && kept < Least)
            reader.Problem(Key, $"{HoconUnits.Write(kept)} is not allowed; allowed are 0s (for ever) and lengths of time from 2h to 3650d");
        else if (kept != TimeSpan.Zero && kept < jobs.IdempotencyKeep)
            reader.Problem(Key, $"{HoconUnits.Write(kept)} is not allowed: a job must not go before an Idempotency-Key that names it; allowed are 0s (for ever) and lengths of time from pushy.jobs.idempotency-keep ({HoconUnits.Write(jobs.IdempotencyKeep)})");
        return new RetentionOptions(
            kept,
            reader.Duration("pushy.retention.look-every", TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)),
            reader.Duration("pushy.retention.pause", TimeSpan.Zero, TimeSpan.FromMinutes(1)));
    }
}
