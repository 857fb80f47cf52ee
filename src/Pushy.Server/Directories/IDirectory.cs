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
public sealed record Principal(string Name, PrincipalType Type, bool IsMember, ImmutableArray<PrincipalKey> Keys);

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
}

/// <summary>The directory cannot be asked now. Gives 502.</summary>
/// <param name="reason">For people; no names of hosts, no secrets.</param>
public sealed class DirectoryUnavailableException(string reason) : Exception(reason);
