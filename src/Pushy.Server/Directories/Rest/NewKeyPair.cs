using System.Security.Cryptography;
using Pushy.Contracts.Signing;
using Pushy.Server.Gateway;

namespace Pushy.Server.Directories.Rest;

/// <summary>A public key for the directory, and its private half if the server made it: that is in one answer and nowhere else.</summary>
/// <param name="PublicPem">Null: no key is wanted.</param>
/// <param name="PrivatePem">PKCS#1, as Chef Infra Server gives it; null when the client keeps it.</param>
internal sealed record NewKeyPair(string? PublicPem, string? PrivatePem)
{
    private const int Bits = 2048;

    public static NewKeyPair Of(KeyWish wish, bool makeByDefault)
    {
        if (wish.PublicKeyPem is not null || !(wish.Create ?? makeByDefault))
            return new NewKeyPair(wish.PublicKeyPem, null);
        using var rsa = RSA.Create(Bits);
        return new NewKeyPair(PublicKeyPem.Write(rsa), rsa.ExportRSAPrivateKeyPem() + "\n");
    }

    /// <summary>Clients of API version 0 (the header is absent or says so) get a key without asking, and other forms of some answers.</summary>
    public static bool IsVersion0(RequestContext context) => context.Http.Request.Headers[OpsHeaders.ServerApiVersion].ToString() is "" or "0";
}
