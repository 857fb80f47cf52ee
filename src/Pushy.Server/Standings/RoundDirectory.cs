using System.Collections.Concurrent;
using System.Collections.Immutable;
using Pushy.Server.Directories;

namespace Pushy.Server.Standings;

/// <summary>What the directory says during one round of checks: each organization and group is asked for once. What cannot be known is no answer.</summary>
internal sealed class RoundDirectory(IDirectory source) : IDirectory
{
    private readonly ConcurrentDictionary<string, Lazy<Task<Organization?>>> _organizations = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string OrgGuid, string Name), Lazy<Task<Group?>>> _groups = [];

    public async ValueTask<Organization?> FindOrganization(string name, CancellationToken ct) =>
        await _organizations.GetOrAdd(name, _ => new(() => source.FindOrganization(name, ct).AsTask())).Value;

    public ValueTask<ImmutableArray<Principal>?> FindPrincipals(Organization organization, string name, CancellationToken ct) => source.FindPrincipals(organization, name, ct);

    /// <exception cref="DirectoryUnavailableException">Nobody knows who is in the group: nothing ends for that.</exception>
    public async ValueTask<Group?> FindGroup(Organization organization, string name, CancellationToken ct)
    {
        var found = await _groups.GetOrAdd((organization.Id, name), _ => new(() => source.FindGroup(organization, name, ct).AsTask())).Value;
        return ReferenceEquals(found, Group.Nobody) ? throw new DirectoryUnavailableException($"group '{name}' cannot be asked for") : found;
    }
}
