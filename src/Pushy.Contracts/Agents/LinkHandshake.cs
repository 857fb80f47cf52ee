using System.Security.Cryptography;
using System.Text;
using Pushy.Contracts.Signing;

namespace Pushy.Contracts.Agents;

/// <summary>
/// How both ends of an agent link prove themselves (docs/decisions/0186): the agent's signed request says that it will; the server's first frame is
/// <see cref="ServerMessage.Challenge"/>, signed with the server's key; the agent's is <see cref="AgentMessage.Hello"/>, whose proof the node's key made. What is
/// signed names both ends and has a nonce of each, and begins as nothing else that these keys sign.
/// </summary>
public static class LinkHandshake
{
    /// <summary>
    /// The value of the request's <see cref="OpsHeaders.ServerApiVersion"/>, which 1.3 signs: nobody can take it from a request. A request without it comes from an agent of
    /// before, which proves nothing beyond its request.
    /// </summary>
    public const int Version = 2;

    /// <summary>Header of the request: the agent's nonce, base64.</summary>
    public const string NonceHeader = "X-Pushy-Nonce";

    /// <summary>Bytes of each side's nonce, fresh and random for each link.</summary>
    public const int NonceBytes = 32;

    /// <summary>
    /// Longest first frame of either side, in bytes: the longest hello there can be has the longest name, an outcome for each that an agent keeps, and the proof of the
    /// longest key.
    /// </summary>
    public const int MaxFrameBytes = 5 * 1024;

    /// <summary>Status with which a server closes a link whose node another agent has; the agent need not come again soon.</summary>
    public const int NodeInUse = 4409;

    /// <summary>What the server signs.</summary>
    /// <param name="organization">Name of the organization, as in the request's path.</param>
    /// <param name="node">Name of the node.</param>
    /// <param name="agentNonce">From the request.</param>
    /// <param name="serverNonce">From the challenge.</param>
    public static byte[] ServerText(string organization, string node, ReadOnlySpan<byte> agentNonce, ReadOnlySpan<byte> serverNonce) =>
        Encoding.UTF8.GetBytes(Text("server", organization, node, agentNonce, serverNonce));

    /// <summary>What the node signs.</summary>
    /// <param name="organization">Name of the organization, as in the request's path.</param>
    /// <param name="node">Name of the node.</param>
    /// <param name="agentNonce">From the request.</param>
    /// <param name="serverNonce">From the challenge.</param>
    /// <param name="serverKey">The server's key from the challenge, so that the proof is of no use at another server.</param>
    public static byte[] AgentText(string organization, string node, ReadOnlySpan<byte> agentNonce, ReadOnlySpan<byte> serverNonce, ReadOnlySpan<byte> serverKey) =>
        Encoding.UTF8.GetBytes(Text("agent", organization, node, agentNonce, serverNonce) + $"Server-Key:{ServerKey.FingerprintOf(serverKey)}\n");

    /// <summary>A nonce from its header; null for what is none.</summary>
    /// <param name="header">The header's value.</param>
    public static byte[]? ReadNonce(string? header)
    {
        var nonce = new byte[NonceBytes];
        return header is not null && Convert.TryFromBase64String(header, nonce, out var length) && length == NonceBytes ? nonce : null;
    }

    /// <summary>Whether the node made a proof.</summary>
    /// <param name="key">The key that signed the request.</param>
    /// <param name="text">From <see cref="AgentText"/>.</param>
    /// <param name="proof">From the hello; null if it had none.</param>
    public static bool Proves(VerifyingKey key, ReadOnlySpan<byte> text, byte[]? proof)
    {
        ArgumentNullException.ThrowIfNull(key);
        try
        {
            return proof is not null && key.Verify(text, proof, HashAlgorithmName.SHA256);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static string Text(string role, string organization, string node, ReadOnlySpan<byte> agentNonce, ReadOnlySpan<byte> serverNonce)
    {
        ArgumentNullException.ThrowIfNull(organization);
        ArgumentNullException.ThrowIfNull(node);
        ArgumentOutOfRangeException.ThrowIfNotEqual(agentNonce.Length, NonceBytes);
        if (organization.Contains('\n', StringComparison.Ordinal) || node.Contains('\n', StringComparison.Ordinal))
            throw new ArgumentException("no name has a line feed, which would end it here");
        return $"Pushy-Link:{Version}\nRole:{role}\nOrganization:{organization}\nNode:{node}\n"
            + $"Agent-Nonce:{Convert.ToBase64String(agentNonce)}\nServer-Nonce:{Convert.ToBase64String(serverNonce)}\n";
    }
}
