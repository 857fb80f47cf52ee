namespace Pushy.Server.Gateway;

/// <summary>What a route asks of its caller.</summary>
public enum Permission
{
    /// <summary>Anybody; no sign-in.</summary>
    Public,

    /// <summary>Signed in; groups are not asked.</summary>
    Member,

    /// <summary>Signed in as a user, for that user's own tokens; groups are not asked.</summary>
    OwnTokens,

    /// <summary>Signed in, and by the groups a reader of jobs.</summary>
    ReadJobs,

    /// <summary>Signed in, and by the groups a writer of jobs.</summary>
    WriteJobs,

    /// <summary>Signed in, and a member of <c>admins</c>.</summary>
    Administer,

    /// <summary>Signed in as the client whose name is the path's <c>{node}</c>; groups are not asked.</summary>
    OwnNode,

    /// <summary>Signed in, and if it is a client the one whose name is the path's <c>{node}</c>, if it is a user a reader of jobs.</summary>
    OwnNodeOrReader,

    /// <summary>Signed in, and if it is a user a reader of jobs; any client may.</summary>
    ClientOrReader,

    /// <summary>Manages all organizations and users: a superuser.</summary>
    Superuser,

    /// <summary>The user who is the path's <c>{user}</c>, or a superuser.</summary>
    OwnUser,

    /// <summary>Any user or client of the organization, or a superuser; groups are not asked.</summary>
    OrganizationMember,

    /// <summary>A user of the organization, an admin or a superuser: not its nodes.</summary>
    OrganizationUser,

    /// <summary>The client that is the path's <c>{client}</c>, an admin or a superuser; to read also any user of the organization.</summary>
    OwnClient,

    /// <summary>By the group admins one of those who manage the organization, or a superuser.</summary>
    OrganizationAdmin,
}

internal static class PermissionKinds
{
    /// <summary>Whether it is about the directory, where superusers have rights in every organization.</summary>
    public static bool ManagesDirectory(this Permission permission) => permission
        is Permission.Superuser or Permission.OwnUser or Permission.OrganizationMember or Permission.OrganizationUser or Permission.OwnClient or Permission.OrganizationAdmin;

    /// <summary>Whether what changes there changes who may do what. A new permission is of that kind unless it is named here.</summary>
    public static bool IsAboutRights(this Permission permission) => permission
        is not (Permission.Public or Permission.Member or Permission.ReadJobs or Permission.WriteJobs or Permission.Administer
            or Permission.OwnNode or Permission.OwnNodeOrReader or Permission.ClientOrReader);

    /// <summary>Whether a route's path names what it is judged by.</summary>
    public static bool IsPossible(this Permission permission, string pattern)
    {
        return permission switch
        {
            Permission.Public or Permission.Superuser => true,
            Permission.OwnUser => Names("{user}"),
            Permission.OwnNode or Permission.OwnNodeOrReader => Names("{org}") && Names("{node}"),
            Permission.OwnClient => Names("{org}") && Names("{client}"),
            _ => Names("{org}"),
        };

        bool Names(string part) => pattern.Contains(part, StringComparison.Ordinal);
    }
}
