namespace Pushy.Server.Directories;

/// <summary>Whose keys.</summary>
public abstract record KeyOwner
{
    private KeyOwner()
    {
    }

    /// <summary>For people: user 'alice'.</summary>
    public abstract string Shown { get; }

    /// <param name="Name">Name of the user, whose keys count in all organizations.</param>
    public sealed record User(string Name) : KeyOwner
    {
        public override string Shown => $"user '{Name}'";
    }

    /// <param name="OrgId">GUID of the organization.</param>
    /// <param name="Name">Name of the client or node.</param>
    public sealed record Client(string OrgId, string Name) : KeyOwner
    {
        public override string Shown => $"client '{Name}'";
    }
}

/// <param name="Name">Unique among its owner's.</param>
/// <param name="PublicKeyPem">Public half.</param>
/// <param name="CreatedAt">Since when it is there.</param>
/// <param name="ExpiresAt">From then on it proves nothing; null: never.</param>
public sealed record StoredKey(string Name, string PublicKeyPem, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt)
{
    public bool IsExpired(DateTimeOffset now) => ExpiresAt is { } end && now >= end;
}
