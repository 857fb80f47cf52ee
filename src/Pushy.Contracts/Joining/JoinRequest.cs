using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pushy.Contracts.Joining;

/// <summary>
/// Body of <c>POST /organizations/ORG/pushy/join</c>: a machine enrols itself as a node with a join token. No signature: the token is the proof.
/// Answers: 201 with <see cref="JoinReply"/>; 400 bad name or key; 401 token unknown, used up or expired; 404 no such organization;
/// 409 the name is taken by another key. Enrolling the same key again is 201.
/// </summary>
/// <param name="Token">Made by <c>pushy-server join-token create ORG</c>.</param>
/// <param name="Node">1 to 255 letters, digits and <c>_ . : -</c>.</param>
/// <param name="PublicKey">PEM, SubjectPublicKeyInfo, RSA of 2048 to 4096 bits. The private half never leaves the machine.</param>
public sealed record JoinRequest(string Token, string Node, string PublicKey);

/// <summary>What a join answers.</summary>
/// <param name="Organization">Name of the organization.</param>
/// <param name="Node">The node's name as enrolled.</param>
public sealed record JoinReply(string Organization, string Node)
{
    /// <summary>The public key by which the node's agent knows the server from now on, PEM; null from servers that have none.</summary>
    public string? ServerKey { get; init; }
}

/// <summary>Source-generated JSON of joining: snake_case names, nulls left out.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(JoinRequest))]
[JsonSerializable(typeof(JoinReply))]
[JsonSerializable(typeof(JoinTokenRequest))]
[JsonSerializable(typeof(JoinTokenDocument))]
[JsonSerializable(typeof(JoinTokenList))]
public sealed partial class JoinContext : JsonSerializerContext
{
    /// <summary>The one to use: it writes <c>'</c> and letters of all scripts as they are.</summary>
    public static JoinContext Wire => Relaxed.Context;

    /// <summary>Made on first use, as in <see cref="Jobs.RestContext"/>.</summary>
    private static class Relaxed
    {
        public static readonly JoinContext Context =
            new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }
}
