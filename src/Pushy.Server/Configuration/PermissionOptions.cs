using Pushy.Domain.Permissions;

namespace Pushy.Server.Configuration;

/// <param name="Rules">How much of jobs readers see.</param>
public sealed record PermissionOptions(SightRules Rules)
{
    internal static PermissionOptions Read(SettingReader reader) => new(new SightRules(
        NodesReadAllJobs: reader.Flag("pushy.permissions.nodes-read-all-jobs"),
        ReadersSeeEnv: reader.Flag("pushy.permissions.readers-see-env")));
}
