using System.Security.Cryptography;
using Pushy.Contracts.Agents;
using Pushy.Contracts.Signing;

namespace Pushy.Server.Links;

/// <summary>The server's side of <see cref="LinkHandshake"/>, for one link. Not kept once the hello was taken.</summary>
/// <param name="identity">The server's key.</param>
/// <param name="node">The key that signed the request: no other of the node's will do.</param>
/// <param name="organization">Name of the organization, as in the request's path.</param>
/// <param name="name">Name of the node.</param>
/// <param name="agentNonce">From the request.</param>
internal sealed class LinkProof(LinkIdentity identity, VerifyingKey node, string organization, string name, byte[] agentNonce)
{
    private readonly byte[] _nonce = RandomNumberGenerator.GetBytes(LinkHandshake.NonceBytes);

    /// <summary>The frame that asks for the proof, and is the server's own.</summary>
    public byte[] Challenge() => AgentLinkJson.Write(new ServerMessage.Challenge(
        _nonce, identity.Spki, identity.Sign(LinkHandshake.ServerText(organization, name, agentNonce, _nonce))));

    public bool Holds(byte[]? proof) =>
        LinkHandshake.Proves(node, LinkHandshake.AgentText(organization, name, agentNonce, _nonce, identity.Spki), proof);
}
