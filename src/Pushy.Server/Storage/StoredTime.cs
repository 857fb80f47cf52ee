namespace Pushy.Server.Storage;

/// <summary>Times as the database has them: microseconds since 1970, UTC. They sort, and both databases hold them alike.</summary>
public static class StoredTime
{
    public static long ToStored(this DateTimeOffset at) => (at.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset FromStored(long microseconds) =>
        DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);
}
