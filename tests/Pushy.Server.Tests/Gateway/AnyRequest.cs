using System.Globalization;
using System.Text;
using Pushy.Contracts.Signing;
using Pushy.Server.Tests.Hosting;

namespace Pushy.Server.Tests.Gateway;

/// <summary>Who a request says it is from, and how it proves it.</summary>
public enum Proof
{
    None,
    User,
    UserOfOldKnife,
    Node,
    Token,

    /// <summary>The user's name with another key.</summary>
    WrongKey,
}

/// <summary>How a body is marked off.</summary>
public enum Framing
{
    Length,
    Chunks,

    /// <summary>The chunks' marks make no sense.</summary>
    BadChunks,
}

/// <summary>A request that may be anything; signed, and then perhaps changed.</summary>
/// <param name="Lost">Which of the signed headers does not arrive, counted on and round; null: all do.</param>
internal sealed record AnyRequest(string Method, string Target, byte[] Body, Framing Framing, string? ContentType, Proof Proof, int? Lost, string[] MoreHeaders)
{
    public const string User = "alice";
    public const string Node = "web1";

    private const int ChunkLength = 7;

    /// <summary>More does not fit into a signature of 1.1.</summary>
    private const int LongestMethod = 20;

    /// <param name="token">A personal token of the user's.</param>
    public byte[] Bytes(string token)
    {
        var head = new StringBuilder($"{Method} {Target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n");
        var signed = Signed(token).ToList();
        if (Lost is { } lost && signed.Count > 0)
            signed.RemoveAt(lost % signed.Count);
        foreach (var (name, value) in signed)
            head.Append(name).Append(": ").Append(value).Append("\r\n");
        if (ContentType is not null)
            head.Append("Content-Type: ").Append(ContentType).Append("\r\n");
        foreach (var line in MoreHeaders)
            head.Append(line).Append("\r\n");
        if (Framing != Framing.Length)
            head.Append("Transfer-Encoding: chunked\r\n");
        else if (Body.Length > 0 || Method == "POST")
            head.Append(CultureInfo.InvariantCulture, $"Content-Length: {Body.Length}\r\n");
        return [.. Encoding.Latin1.GetBytes(head.Append("\r\n").ToString()), .. Framed()];
    }

    /// <summary>For the message of a failing test.</summary>
    public override string ToString() =>
        $"{Method} {Target} {Proof}{(Lost is null ? "" : $" without header {Lost}")} {Framing} {ContentType} [{string.Join(" | ", MoreHeaders)}] {Encoding.Latin1.GetString(Body)}";

    private IEnumerable<KeyValuePair<string, string>> Signed(string token) => Proof switch
    {
        Proof.None => [],
        Proof.Token => [new("Authorization", $"Bearer {token}")],
        Proof.UserOfOldKnife => Sign(User, SigningVersion.V11, TestKeys.Mine),
        Proof.Node => Sign(Node, SigningVersion.V13, TestKeys.Mine),
        Proof.WrongKey => Sign(User, SigningVersion.V13, TestKeys.Other),
        _ => Sign(User, SigningVersion.V13, TestKeys.Mine),
    };

    private IReadOnlyList<KeyValuePair<string, string>> Sign(string name, SigningVersion version, System.Security.Cryptography.RSA key) =>
        RequestSigning.Sign(key, version, name, Method.Length is > 0 and < LongestMethod ? Method : "GET", Target, Body, DateTimeOffset.UtcNow, Body.Length % 2 == 0 ? 1 : null,
            version == SigningVersion.V13 ? SigningNonce.New() : null);

    private byte[] Framed() => Framing switch
    {
        Framing.Length => Body,
        Framing.BadChunks => [.. "zz\r\n"u8, .. Body],
        _ => [.. Body.Chunk(ChunkLength).SelectMany(chunk => (byte[])[.. Encoding.ASCII.GetBytes($"{chunk.Length:x}\r\n"), .. chunk, .. "\r\n"u8]), .. "0\r\n\r\n"u8],
    };
}
