using System.Security.Cryptography;
using Pushy.Contracts.Signing;

namespace Pushy.Contracts.Agents;

/// <summary>The agent's side of <see cref="LinkHandshake"/>, for one link.</summary>
/// <param name="organization">Name of the organization.</param>
/// <param name="node">Name of the node.</param>
/// <param name="key">The node's private key.</param>
/// <param name="nonce">Fresh and random, <see cref="LinkHandshake.NonceBytes"/> bytes.</param>
public sealed class AgentHandshake(string organization, string node, RSA key, byte[] nonce)
{
    /// <summary>The path of the link below the server's URL.</summary>
    public string Path => $"organizations/{organization}/pushy/link/{node}";

    /// <summary>The headers of the request.</summary>
    /// <param name="path">Path as it is sent: <see cref="Path"/>, and what the server's URL has before it.</param>
    /// <param name="at">Now.</param>
    public IEnumerable<KeyValuePair<string, string>> Headers(string path, DateTimeOffset at) =>
    [
        .. RequestSigning.Sign(key, SigningVersion.V13, node, "GET", path, [], at, LinkHandshake.Version, SigningNonce.New()),
        new(LinkHandshake.NonceHeader, Convert.ToBase64String(nonce)),
    ];

    /// <summary>Whether the server has the private half of a key, and answers this very request.</summary>
    /// <param name="challenge">The server's first frame.</param>
    /// <param name="server">The key that the agent knows it by, or the one in the challenge if it knows none.</param>
    public bool IsFrom(ServerMessage.Challenge challenge, ServerKey server)
    {
        ArgumentNullException.ThrowIfNull(challenge);
        ArgumentNullException.ThrowIfNull(server);
        return challenge is { Nonce.Length: LinkHandshake.NonceBytes, Key: { } own, Signature: { } signature } && server.Is(own)
            && server.Verify(LinkHandshake.ServerText(organization, node, nonce, challenge.Nonce), signature);
    }

    /// <summary>The proof for the hello. Only for a challenge that <see cref="IsFrom"/> the right server.</summary>
    /// <param name="challenge">The server's first frame.</param>
    public byte[] Prove(ServerMessage.Challenge challenge)
    {
        ArgumentNullException.ThrowIfNull(challenge);
        return key.SignData(
            LinkHandshake.AgentText(organization, node, nonce, challenge.Nonce, challenge.Key), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }
}
