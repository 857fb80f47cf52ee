namespace Pushy.Server.Gateway;

/// <summary>What a route asks of its caller.</summary>
public enum Permission
{
    /// <summary>Anybody; no sign-in.</summary>
    Public,

    /// <summary>Signed in; groups are not asked.</summary>
    Member,

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
}
