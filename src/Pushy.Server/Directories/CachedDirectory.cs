using System.Collections.Immutable;
using Pushy.Server.Configuration;
using Pushy.Server.Metrics;

namespace Pushy.Server.Directories;

/// <summary>
/// Spares the hot path the database. That somebody is not there is never remembered, so who was just made can sign in at once; that a
/// group is not there is, for it is the usual case and asked for with every request.
/// </summary>
/// <param name="source">Who knows.</param>
/// <param name="options">How long and how much is remembered.</param>
/// <param name="organizationsFor">How long organizations are, whose GUIDs never change.</param>
/// <param name="clock">Says when that is over.</param>
/// <param name="metrics">Counts what was remembered and what was not.</param>
/// <param name="version">Changes made through this process count at once.</param>
public sealed class CachedDirectory(IDirectory source, SignInOptions options, TimeSpan organizationsFor, TimeProvider clock, DirectoryVersion version, ServerMetrics metrics) : IDirectory
{
    private readonly BoundedCache<string, Organization> _organizations = new(options.CacheEntries, organizationsFor, clock, version);
    private readonly BoundedCache<(string OrgGuid, string Name), ImmutableArray<Principal>> _principals = new(options.CacheEntries, options.CacheFor, clock, version);
    private readonly BoundedCache<(string OrgGuid, string Name), Group?> _groups = new(options.CacheEntries, options.CacheFor, clock, version);

    public async ValueTask<Organization?> FindOrganization(string name, CancellationToken ct)
    {
        if (Remembers("organization", _organizations.TryGet(name, out var known)))
            return known!;
        var asOf = _organizations.AsOf;
        var found = await source.FindOrganization(name, ct);
        if (found is not null)
            _organizations.Remember(name, found, asOf);
        return found;
    }

    public async ValueTask<ImmutableArray<Principal>?> FindPrincipals(Organization organization, string name, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(organization);

        if (Remembers("principals", _principals.TryGet((organization.Id, name), out var known)))
            return known;
        var asOf = _principals.AsOf;
        if (await source.FindPrincipals(organization, name, ct) is not { } found)
        {
            _organizations.Forget(organization.Name);
            return null;
        }

        if (found.Any(principal => principal.IsMember))
            _principals.Remember((organization.Id, name), found, asOf);
        return found;
    }

    public async ValueTask<Group?> FindGroup(Organization organization, string name, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(organization);

        if (Remembers("group", _groups.TryGet((organization.Id, name), out var known)))
            return known;
        var asOf = _groups.AsOf;
        var found = await source.FindGroup(organization, name, ct);
        if (!ReferenceEquals(found, Group.Nobody))
            _groups.Remember((organization.Id, name), found, asOf);
        return found;
    }

    private bool Remembers(string what, bool known)
    {
        metrics.LookedUp(what, known);
        return known;
    }
}
