namespace Pushy.Server.Storage;

/// <summary>Times as the database has them: microseconds since 1970, UTC. They sort, and both databases hold them alike.</summary>
public static class StoredTime
{
    public static long ToStored(this DateTimeOffset at) => (at.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    /// <summary>A difference of two stored times.</summary>
    public static TimeSpan Length(long microseconds) => TimeSpan.FromTicks(microseconds * TimeSpan.TicksPerMicrosecond);

    public static DateTimeOffset FromStored(long microseconds) =>
        DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);
}
