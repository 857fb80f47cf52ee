using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Pushy.Server.Directories;

/// <summary>
/// Who is who. Questions throw <see cref="DirectoryUnavailableException"/> when a directory on another machine gives no usable answer. Answers may be some seconds old, see <c>pushy.sign-in.cache-for</c>.
/// </summary>
public interface IDirectory
{
    /// <summary>Null when there is no such organization.</summary>
    ValueTask<Organization?> FindOrganization(string name, CancellationToken ct);

    /// <summary>
    /// The user and the client of a name, in this order; users of other organizations too, with <see cref="Principal.IsMember"/> false.
    /// Null when the organization is not there any more.
    /// </summary>
    ValueTask<ImmutableArray<Principal>?> FindPrincipals(Organization organization, string name, CancellationToken ct);

    /// <summary>Null when there is no such group.</summary>
    ValueTask<Group?> FindGroup(Organization organization, string name, CancellationToken ct);
}

/// <param name="Name">Short name, as paths have it.</param>
/// <param name="Id">Its GUID: 32 lower-case hex digits.</param>
/// <param name="FullName">For people.</param>
public sealed record Organization(string Name, string Id, string FullName);

public enum PrincipalType
{
    User,
    Client,
}

/// <param name="Name">Exact name.</param>
/// <param name="Type">User, or client: an API client or a node.</param>
/// <param name="IsMember">Whether it belongs to the organization asked about.</param>
/// <param name="Keys">Public keys; expired ones may be among them.</param>
public sealed record Principal(string Name, PrincipalType Type, bool IsMember, ImmutableArray<PrincipalKey> Keys)
{
    /// <summary>Whether it is, or may be, a machine that runs jobs. A Chef Infra Server does not tell such clients from others, so all of its are.</summary>
    public bool IsNode { get; init; }

    /// <summary>When it was made, as stored: tells it from an earlier one of its name; null where the directory does not say.</summary>
    public long? Born { get; init; }
}

/// <param name="PublicKeyPem">Public half.</param>
/// <param name="ExpiresAt">From then on it proves nothing; null: never.</param>
public sealed record PrincipalKey(string PublicKeyPem, DateTimeOffset? ExpiresAt);

/// <param name="Users">Names of users.</param>
/// <param name="Clients">Names of clients.</param>
/// <param name="Groups">Names of groups whose members are members of this one.</param>
public sealed record Group(FrozenSet<string> Users, FrozenSet<string> Clients, ImmutableArray<string> Groups)
{
    /// <summary>Stands for a group that exists and could not be asked about: nobody is known to be in it.</summary>
    public static Group Nobody { get; } = new([], [], []);

    /// <summary>Which one of its name a member is, where the directory says so.</summary>
    public FrozenDictionary<(PrincipalType Type, string Name), long> Born { get; init; } = FrozenDictionary<(PrincipalType Type, string Name), long>.Empty;

    /// <summary>Whether somebody is in its own list: this one, and not another of the same name.</summary>
    public bool Lists(string name, PrincipalType type, long? born) =>
        (type == PrincipalType.User ? Users : Clients).Contains(name) && (!Born.TryGetValue((type, name), out var one) || one == born);
}

/// <summary>The directory cannot be asked now. Gives 502.</summary>
/// <param name="reason">For people; no names of hosts, no secrets.</param>
public sealed class DirectoryUnavailableException(string reason) : Exception(reason);
