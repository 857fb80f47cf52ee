using System.Collections.Immutable;
using Pushy.Server.Configuration;

namespace Pushy.Server.Directories;

/// <summary>
/// Spares the hot path the database. That somebody is not there is never remembered, so who was just made can sign in at once; that a
/// group is not there is, for it is the usual case and asked for with every request.
/// </summary>
public sealed class CachedDirectory(IDirectory source, SignInOptions options, TimeProvider clock) : IDirectory
{
    private readonly BoundedCache<string, Organization> _organizations = new(options.CacheEntries, options.CacheFor, clock);
    private readonly BoundedCache<(string OrgGuid, string Name), ImmutableArray<Principal>> _principals = new(options.CacheEntries, options.CacheFor, clock);
    private readonly BoundedCache<(string OrgGuid, string Name), Group?> _groups = new(options.CacheEntries, options.CacheFor, clock);

    public async ValueTask<Organization?> FindOrganization(string name, CancellationToken ct)
    {
        if (_organizations.TryGet(name, out var known))
            return known;
        var found = await source.FindOrganization(name, ct);
        if (found is not null)
            _organizations.Remember(name, found);
        return found;
    }

    public async ValueTask<ImmutableArray<Principal>> FindPrincipals(Organization organization, string name, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(organization);

        if (_principals.TryGet((organization.Id, name), out var known))
            return known;
        var found = await source.FindPrincipals(organization, name, ct);
        if (found.Any(principal => principal.IsMember))
            _principals.Remember((organization.Id, name), found);
        return found;
    }

    public async ValueTask<Group?> FindGroup(Organization organization, string name, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(organization);

        if (_groups.TryGet((organization.Id, name), out var known))
            return known;
        var found = await source.FindGroup(organization, name, ct);
        _groups.Remember((organization.Id, name), found);
        return found;
    }
}
