using System.Text;
using CsCheck;
using Pushy.Contracts.Signing;
using Pushy.Server.Tests.Hosting;
using Pushy.Server.Tests.Jobs;
using Xunit.Abstractions;

namespace Pushy.Server.Tests.SignIn;

/// <summary>A signature is good for the request that it was made for and for no other. A failure prints its seed.</summary>
public sealed class ReusedSignatureTests(UnlimitedServer jobs, ITestOutputHelper output) : IClassFixture<UnlimitedServer>
{
    private const int Requests = 600;
    private const string UnknownJob = "00000000000000000000000000000000";

    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(900);

    private static readonly string[] Paths =
    [
        "jobs", $"jobs/{UnknownJob}", $"jobs/{UnknownJob}/nodes", $"jobs/{UnknownJob}/output/web1/stdout", $"jobs/{UnknownJob}/output/web1/stderr", "node_states", "node_states/web1", "node_states/web2",
    ];

    private static readonly string[] Bodies = ["""{"command":"true","nodes":["web1"]}""", """{"command":"true","nodes":["web1"]} """, """{"command":"false","nodes":["web1"]}""", """{"command":"true","nodes":["web2"]}"""];

    private static readonly Gen<Call> AnyCall = Gen.Frequency(
        (3, Gen.OneOf(Paths).Select(path => new Call("GET", path, ""))),
        (1, Gen.OneOf(Bodies).Select(body => new Call("POST", "jobs", body))));

    [Fact]
    public async Task A_signature_over_another_path_method_or_body_is_refused()
    {
        var org = await jobs.Organization();
        await Gen.Select(AnyCall, AnyCall, Gen.OneOf(SigningVersion.V12, SigningVersion.V13)).SampleAsync(
            async (signed, sent, version) =>
            {
                var status = (await Send(org, signed, sent, version)).Status;
                Assert.Equal(signed == sent ? Fine(sent) : 401, status);
            },
            output.WriteLine, iter: Requests);
    }

    [Fact]
    public async Task A_signature_of_another_time_is_refused()
    {
        var org = await jobs.Organization();
        await Gen.Select(AnyCall, Gen.Int[-2000, 2000]).SampleAsync(
            async (call, seconds) =>
            {
                // Made in time, and said to be of another second; and made then.
                var reused = await Send(org, call, call, SigningVersion.V13, headers =>
                    headers[OpsHeaders.Timestamp] = DateTimeOffset.UtcNow.AddSeconds(seconds is >= 0 and < 60 ? 60 : seconds is < 0 and > -60 ? -60 : seconds).ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture));
                Assert.Equal(401, reused.Status);
                var offset = TimeSpan.FromSeconds(seconds);
                if (offset.Duration() > Skew + TimeSpan.FromMinutes(1))
                    Assert.Equal(401, (await Send(org, call, call, SigningVersion.V13, at: offset)).Status);
                else if (offset.Duration() < Skew - TimeSpan.FromMinutes(1))
                    Assert.Equal(Fine(call), (await Send(org, call, call, SigningVersion.V13, at: offset)).Status);
            },
            output.WriteLine, iter: Requests / 2);
    }

    /// <summary>What a call gets whose signature is good.</summary>
    private static int Fine(Call call) => call.Method == "POST" ? 201 : call.Path.Contains(UnknownJob, StringComparison.Ordinal) ? 404 : 200;

    private static Task<Reply> Send(
        JobOrganization org, Call signed, Call sent, SigningVersion version, Action<Dictionary<string, string>>? change = null, TimeSpan at = default)
    {
        var headers = new Dictionary<string, string>(RequestSigning.Sign(
            TestKeys.Mine, version, "alice", signed.Method, org.Path(signed.Path), Encoding.UTF8.GetBytes(signed.Body),
            at == default && version == SigningVersion.V12 ? UnusedSecond.Next() : DateTimeOffset.UtcNow + at, nonce: version == SigningVersion.V13 ? SigningNonce.New() : null));
        change?.Invoke(headers);
        return SignedClient.Send(org.Server.Address, sent.Method, org.Path(sent.Path), sent.Method == "POST" ? sent.Body : null, request =>
        {
            foreach (var (name, value) in headers)
                request.Headers.TryAddWithoutValidation(name, value);
        });
    }

    /// <param name="Path">Below the organization's.</param>
    private sealed record Call(string Method, string Path, string Body);
}

/// <summary>A server that does not count failed sign-ins.</summary>
public sealed class UnlimitedServer : JobServer
{
    public override Task InitializeAsync() => Start(["pushy.limits.failed-sign-ins-per-minute=0"]);
}
