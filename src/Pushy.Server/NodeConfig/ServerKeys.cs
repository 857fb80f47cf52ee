using System.Security.Cryptography;
using System.Text;
using LinqToDB;
using LinqToDB.Async;
using Pushy.Server.Links;
using Pushy.Server.Storage;

namespace Pushy.Server.NodeConfig;

/// <summary>
/// The keys by which Push Jobs clients and our own agents know this server. Made at first need by whichever host comes first, and kept in the database, so that
/// all hosts have the same and a restart changes nothing.
/// </summary>
public sealed class ServerKeys(Database database)
{
    private const int SigningBits = 2048;   // what Push Jobs clients are tested with
    private const int SecretBytes = 32;
    private const string SigningKey = "heartbeat-signing";
    private const string SessionSecret = "session-secret";
    private const string LinkKey = "link-identity";

    private volatile Known? _known;

    /// <summary>The keys; read from the database once.</summary>
    public async ValueTask<Known> Get(CancellationToken ct)
    {
        if (_known is { } known)
            return known;

        await using var data = database.Open();
        var signing = await Kept(data, SigningKey, NewSigningKey, ct);
        var secret = await Kept(data, SessionSecret, () => RandomNumberGenerator.GetBytes(SecretBytes), ct);
        var link = await Kept(data, LinkKey, LinkIdentity.NewKey, ct);
        return _known = Known.Of(signing, secret, LinkIdentity.Of(link));
    }

    /// <summary>The first that is stored counts: another host may have made one at the same time.</summary>
    private static async Task<byte[]> Kept(PushyData data, string name, Func<byte[]> make, CancellationToken ct)
    {
        if (await Find() is { } found)
            return found;
        try
        {
            await data.InsertAsync(new ServerKeyRow { Name = name, Secret = make() }, token: ct);
        }
        catch (Exception e) when (StorageFaults.IsDuplicate(e))
        {
        }

        return await Find() ?? throw new InvalidOperationException($"key {name} went away");

        Task<byte[]?> Find() => data.ServerKeys.Where(row => row.Name == name).Select(row => row.Secret).FirstOrDefaultAsync(ct);
    }

    private static byte[] NewSigningKey()
    {
        using var key = RSA.Create(SigningBits);
        return key.ExportPkcs8PrivateKey();
    }

    /// <summary>The keys, read.</summary>
    public sealed class Known
    {
        private const int GuidLength = 32;   // so that organization and node cannot be cut in two ways

        private readonly byte[] _sessionSecret;

        private Known(RSA signing, byte[] sessionSecret, LinkIdentity link)
        {
            Link = link;
            Signing = signing;
            SigningPublicPem = signing.ExportSubjectPublicKeyInfoPem() + "\n";
            _sessionSecret = sessionSecret;
        }

        /// <summary>Signs heartbeats. Has the private half.</summary>
        public RSA Signing { get; }

        /// <summary>Its public half.</summary>
        public string SigningPublicPem { get; }

        /// <summary>By which our agents know the server.</summary>
        public LinkIdentity Link { get; }

        internal static Known Of(byte[] signing, byte[] sessionSecret, LinkIdentity link)
        {
            var key = RSA.Create();
            key.ImportPkcs8PrivateKey(signing, out _);
            return new Known(key, sessionSecret, link);
        }

        /// <summary>The HMAC-SHA256 key of a node, 32 bytes: derived, so that there is nothing to keep per node and nothing to lose at a restart.</summary>
        /// <param name="organizationId">GUID, 32 hex digits.</param>
        /// <param name="node">Its name.</param>
        public byte[] SessionKeyOf(string organizationId, string node)
        {
            ArgumentNullException.ThrowIfNull(organizationId);
            ArgumentOutOfRangeException.ThrowIfNotEqual(organizationId.Length, GuidLength);
            return HKDF.DeriveKey(HashAlgorithmName.SHA256, _sessionSecret, SecretBytes, info: Encoding.UTF8.GetBytes($"pushy session key {organizationId}{node}"));
        }
    }
}
