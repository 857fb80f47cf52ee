namespace Pushy.Server.Configuration;

/// <param name="KeepFor">Entries of the audit log that are older are deleted.</param>
/// <param name="KeepEntries">Most entries; the oldest above it are deleted.</param>
public sealed record AuditOptions(TimeSpan KeepFor, int KeepEntries)
{
    internal static AuditOptions Read(SettingReader reader) => new(
        reader.Duration("pushy.audit.keep-for", TimeSpan.FromHours(1), TimeSpan.FromDays(3650)),
        reader.Number("pushy.audit.keep-entries", 1000, 100_000_000));
}
