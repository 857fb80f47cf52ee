using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Pushy.Contracts.Signing;

namespace Pushy.Contracts.Tests.Signing;

/// <summary>vectors/x-ops-sign.json: made with OpenSSL and checked with three other implementations.</summary>
internal static class SigningVectors
{
    private static readonly JsonElement Root =
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "vectors", "x-ops-sign.json"))).RootElement;

    public static DateTimeOffset ServerTime { get; } = Root.GetProperty("server_time_for_tests").GetDateTimeOffset();

    public static TimeSpan MaxSkew { get; } = TimeSpan.FromSeconds(Root.GetProperty("clock_skew_seconds").GetInt32());

    public static RSA PrivateKey { get; } = ReadPrivateKey();

    /// <summary>The same key, to check with.</summary>
    public static VerifyingKey Verifying { get; } = new(PrivateKey);

    public static string Pem(string name) => Root.GetProperty(name).GetString()!;

    public static VerifyingKey PublicKey(string name)
    {
        Assert.True(VerifyingKey.TryRead(Pem(name), out var key, out var problem), problem);
        return key;
    }

    public static TheoryData<string> Names(string list) => new(Root.GetProperty(list).EnumerateArray().Select(one => one.GetProperty("name").GetString()!));

    public static SigningVector Find(string list, string name) =>
        new(Root.GetProperty(list).EnumerateArray().Single(one => one.GetProperty("name").GetString() == name));

    private static RSA ReadPrivateKey()
    {
        var key = RSA.Create();
        key.ImportRSAPrivateKey(Root.GetProperty("private_key_pkcs1_der_base64").GetBytesFromBase64(), out _);
        return key;
    }
}

internal sealed class SigningVector(JsonElement vector)
{
    private readonly Dictionary<string, string> _headers = vector.GetProperty("headers").EnumerateObject()
        .ToDictionary(one => one.Name, one => one.Value.GetString()!, StringComparer.OrdinalIgnoreCase);

    public SigningVersion Version => Text("version") switch
    {
        "1.0" => SigningVersion.V10,
        "1.1" => SigningVersion.V11,
        "1.2" => SigningVersion.V12,
        _ => SigningVersion.V13,
    };

    public byte[] Body => Encoding.UTF8.GetBytes(Text("body"));

    public DateTimeOffset Timestamp => vector.GetProperty("timestamp").GetDateTimeOffset();

    public int? ServerApiVersion => vector.GetProperty("server_api_version") is { ValueKind: not JsonValueKind.Null } number ? int.Parse(number.ToString(), null) : null;

    public int ExpectedStatus => vector.GetProperty("expected_status").GetInt32();

    public string ExpectedError => vector.GetProperty("expected_error").EnumerateArray().Single().GetString()!;

    public string KeyName => vector.TryGetProperty("verify_with", out var name) ? name.GetString()! : "public_key_pem_spki";

    public string Text(string name) => vector.GetProperty(name).GetString()!;

    public string? Header(string name) => _headers.GetValueOrDefault(name);
}
