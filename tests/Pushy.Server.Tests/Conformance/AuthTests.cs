using System.Globalization;
using System.Security.Cryptography;
using Pushy.Contracts.Signing;
using Pushy.Server.Tests.Hosting;

namespace Pushy.Server.Tests.Conformance;

/// <summary>AUTH: the headers of a signed request. Each case on each request.</summary>
[Collection(ConformanceTests.Name)]
public sealed class AuthTests(Cast cast)
{
    private const string AnotherBody = """{"command":"another"}""";

    private static readonly string Admin = Cast.NameOf(Persona.Admin);
    private static readonly string BadSignature = $"Invalid signature for user or client '{Admin}'";

    [Theory(DisplayName = "AUTH-001 Version 1.3 is taken"), Calls]
    public Task Version_13_is_taken(string call) => Taken(call, SigningVersion.V13);

    [Theory(DisplayName = "AUTH-002 Version 1.0 is taken"), Calls]
    public Task Version_10_is_taken(string call) => Taken(call, SigningVersion.V10);

    [Theory(DisplayName = "AUTH-034 What libraries sign by default is taken"), Calls]
    public Task What_libraries_sign_by_default_is_taken(string call) => Taken(call, SigningVersion.V10, headers => headers[OpsHeaders.Sign] = "algorithm=sha1;version=1.0;");

    [Theory(DisplayName = "AUTH-003 X-Ops-Sign is needed"), Calls]
    public Task Sign_is_needed(string call) => Lacks(call, "X-Ops-Sign", headers => headers.Remove("X-Ops-Sign"));

    [Theory(DisplayName = "AUTH-005 X-Ops-Sign may not be empty"), Calls]
    public Task Sign_may_not_be_empty(string call) => Lacks(call, "X-Ops-Sign", headers => headers["X-Ops-Sign"] = "");

    [Theory(DisplayName = "AUTH-006 X-Ops-Userid is needed"), Calls]
    public Task User_id_is_needed(string call) => Lacks(call, "X-Ops-UserId", headers => headers.Remove(OpsHeaders.UserId));

    [Theory(DisplayName = "AUTH-007 X-Ops-Userid may not be empty"), Calls]
    public Task User_id_may_not_be_empty(string call) => Lacks(call, "X-Ops-UserId", headers => headers[OpsHeaders.UserId] = "");

    [Theory(DisplayName = "AUTH-009 X-Ops-Userid replaced by another name is refused"), Calls]
    public async Task User_id_replaced_by_another_name_is_refused(string call)
    {
        foreach (var (other, error) in new[]
        {
            (Cast.NameOf(Persona.OrdinaryUser), $"Invalid signature for user or client '{Cast.NameOf(Persona.OrdinaryUser)}'"),
            ("invalid", "Failed to authenticate as 'invalid'. Ensure that your node_name and client key are correct."),
        })
        {
            await Refused(call, 401, error, change: headers => headers[OpsHeaders.UserId] = other);
        }
    }

    [Theory(DisplayName = "AUTH-010 X-Ops-Userid of 2000 characters is refused"), Calls]
    public Task User_id_of_2000_characters_is_refused(string call)
    {
        var name = new string('u', 2000);
        return Refused(call, 401, $"Failed to authenticate as '{name}'. Ensure that your node_name and client key are correct.", sign => sign with { Name = name });
    }

    [Theory(DisplayName = "AUTH-011 X-Ops-Timestamp is needed"), Calls]
    public Task Timestamp_is_needed(string call) => Lacks(call, "X-Ops-Timestamp", headers => headers.Remove(OpsHeaders.Timestamp));

    [Theory(DisplayName = "AUTH-013 X-Ops-Timestamp that is none is refused"), Calls]
    public Task Timestamp_that_is_none_is_refused(string call) =>
        Refused(call, 401, "bad header(s) 'X-Ops-Timestamp'", change: headers => headers[OpsHeaders.Timestamp] = "xxx");

    [Theory(DisplayName = "AUTH-014 X-Ops-Timestamp an hour old is refused"), Calls]
    public Task Timestamp_an_hour_old_is_refused(string call) => Refused(call, 401, OffTime, sign => sign with { At = sign.At.AddHours(-1) });

    [Theory(DisplayName = "AUTH-015 X-Ops-Timestamp an hour ahead is refused"), Calls]
    public Task Timestamp_an_hour_ahead_is_refused(string call) => Refused(call, 401, OffTime, sign => sign with { At = sign.At.AddHours(1) });

    [Theory(DisplayName = "AUTH-017 X-Ops-Timestamp replaced by one 30 s older is refused"), Calls]
    public Task Timestamp_replaced_by_an_older_one_is_refused(string call) =>
        Refused(call, 401, BadSignature, change: headers => headers[OpsHeaders.Timestamp] = DateTimeOffset.UtcNow.AddSeconds(-30).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));

    [Theory(DisplayName = "AUTH-018 X-Ops-Content-Hash is needed"), Calls]
    public Task Content_hash_is_needed(string call) => Lacks(call, "X-Ops-Content-Hash", headers => headers.Remove(OpsHeaders.ContentHash));

    [Theory(DisplayName = "AUTH-019 X-Ops-Content-Hash may not be empty"), Calls]
    public Task Content_hash_may_not_be_empty(string call) => Lacks(call, "X-Ops-Content-Hash", headers => headers[OpsHeaders.ContentHash] = "");

    [Theory(DisplayName = "AUTH-021 X-Ops-Content-Hash of another body signed so is refused"), Calls]
    public Task Content_hash_of_another_body_is_refused(string call) => Refused(call, 401, BadSignature, sign => sign with { SignedBody = AnotherBody });

    [Theory(DisplayName = "AUTH-022 X-Ops-Content-Hash replaced by another body's is refused"), Calls]
    public Task Content_hash_replaced_is_refused(string call) =>
        Refused(call, 401, BadSignature, change: headers => headers[OpsHeaders.ContentHash] = SignedCall.HashOf(AnotherBody));

    [Theory(DisplayName = "AUTH-023 No X-Ops-Authorization is a bad signature"), Calls]
    public Task No_authorization_is_a_bad_signature(string call) => Refused(call, 401, BadSignature, change: headers =>
    {
        foreach (var name in Pieces(headers))
            headers.Remove(name);
    });

    [Theory(DisplayName = "AUTH-025 An empty signature is a bad one"), Calls]
    public Task An_empty_signature_is_a_bad_one(string call) => Refused(call, 401, BadSignature, change: headers => Replace(headers, ""));

    [Theory(DisplayName = "AUTH-026 A signature without its first piece is a bad one"), Calls]
    public Task A_signature_without_its_first_piece_is_a_bad_one(string call) => Refused(call, 401, BadSignature, change: headers => headers.Remove("X-Ops-Authorization-1"));

    [Theory(DisplayName = "AUTH-027 A signature without its second piece is a bad one"), Calls]
    public Task A_signature_without_its_second_piece_is_a_bad_one(string call) => Refused(call, 401, BadSignature, change: headers => headers.Remove("X-Ops-Authorization-2"));

    [Theory(DisplayName = "AUTH-029 A signature for another method is a bad one"), Calls]
    public Task A_signature_for_another_method_is_a_bad_one(string call) =>
        Refused(call, 401, BadSignature, sign => sign with { SignedMethod = sign.Method == "GET" ? "POST" : "GET" });

    [Theory(DisplayName = "AUTH-030 A signature for another path is a bad one"), Calls]
    public Task A_signature_for_another_path_is_a_bad_one(string call) =>
        Refused(call, 401, BadSignature, sign => sign with { SignedTarget = "/organizations/SomeoneElse/whatever" });

    [Theory(DisplayName = "AUTH-031 A signature of nothing is a bad one"), Calls]
    public Task A_signature_of_nothing_is_a_bad_one(string call) => Refused(call, 401, BadSignature, change: headers =>
        Replace(headers, Convert.ToBase64String(TestKeys.Mine.SignData([], HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))));

    [Theory(DisplayName = "AUTH-033 X-Ops-Authorization of a request with another body is a bad one"), Calls]
    public Task A_signature_over_another_body_is_a_bad_one(string call) => Refused(call, 401, BadSignature, change: headers =>
    {
        var other = (SignedCall.Of(cast, call) with { SignedBody = AnotherBody, At = DateTimeOffset.Parse(headers[OpsHeaders.Timestamp], CultureInfo.InvariantCulture) }).Headers();
        foreach (var name in Pieces(headers))
            headers[name] = other[name];
    });

    private static string OffTime => $"Failed to authenticate as {Admin}. Synchronize the clock on your host.";

    private static List<string> Pieces(Dictionary<string, string> headers) =>
        [.. headers.Keys.Where(name => name.StartsWith(OpsHeaders.AuthorizationPrefix, StringComparison.Ordinal))];

    private static void Replace(Dictionary<string, string> headers, string signature)
    {
        foreach (var name in Pieces(headers))
            headers.Remove(name);
        var pieces = signature.Length == 0 ? [""] : signature.Chunk(60).Select(piece => new string(piece)).ToArray();
        for (var i = 0; i < pieces.Length; i++)
            headers[$"{OpsHeaders.AuthorizationPrefix}{i + 1}"] = pieces[i];
    }

    private Task Lacks(string call, string header, Action<Dictionary<string, string>> change) =>
        Refused(call, 400, $"missing required authentication header(s) '{header}'", change: change);

    private async Task Refused(string call, int status, string error, Func<SignedCall, SignedCall>? sign = null, Action<Dictionary<string, string>>? change = null)
    {
        var signed = SignedCall.Of(cast, call);
        signed = sign?.Invoke(signed) ?? signed;
        var headers = signed.Headers();
        change?.Invoke(headers);
        var reply = await signed.Send(cast, headers);
        Assert.True(reply.Status == status, $"{call}: {reply.Status} {reply.Body}");
        Assert.Equal(error, Assert.Single(Cast.JsonElement(reply).GetProperty("error").EnumerateArray()).GetString());
    }

    private async Task Taken(string call, SigningVersion version, Action<Dictionary<string, string>>? change = null)
    {
        var signed = SignedCall.Of(cast, call) with { Version = version };
        var headers = signed.Headers();
        change?.Invoke(headers);
        var reply = await signed.Send(cast, headers);
        Assert.True(reply.Status == (signed.Method == "POST" ? 201 : 200), $"{call}: {reply.Status} {reply.Body}");
        switch (call)
        {
            case "POST jobs":
                Assert.Matches("""^\{"uri":"https://[^"]*/jobs/[0-9a-f]{32}"\}$""", reply.Body);
                break;
            case "GET jobs/ID":
                var job = Cast.JsonElement(reply);
                Assert.Equal(
                    ["command", "created_at", "id", "nodes", "run_timeout", "status", "updated_at"],
                    job.EnumerateObject().Select(one => one.Name).Order(StringComparer.Ordinal));
                Assert.Equal(("sleep 1", 3600, "quorum_failed"), (job.GetProperty("command").GetString(), job.GetProperty("run_timeout").GetInt32(), job.GetProperty("status").GetString()));
                Assert.Equal("""{"unavailable":["DONKEY"]}""", job.GetProperty("nodes").GetRawText());
                break;
        }
    }
}
