namespace Pushy.Cli.Profiles;

/// <summary>Where to, and as whom: one named way to reach an organization. What is null has to come from elsewhere.</summary>
internal sealed class Profile
{
    /// <summary>Servers of one cluster, tried in this order.</summary>
    public IReadOnlyList<string> Servers { get; set; } = [];

    public string? Organization { get; set; }

    /// <summary>Whose key it is.</summary>
    public string? User { get; set; }

    /// <summary>Path of the private key, or the PEM itself as Chef's credentials may have it.</summary>
    public string? Key { get; set; }

    /// <summary>A secret; goes before the key.</summary>
    public string? Token { get; set; }

    /// <summary>Path of certificates, PEM: the server's has to be of one of these authorities.</summary>
    public string? CaFile { get; set; }

    /// <summary>Whether its servers may be <c>http://</c> beyond this machine. Counts for the servers that stand beside it, and for no others.</summary>
    public bool Insecure { get; set; }
}
