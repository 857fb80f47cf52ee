using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Pushy.Contracts.Signing;
using Pushy.Server.Tests.Hosting;
using Xunit.Sdk;

namespace Pushy.Server.Tests.Conformance;

/// <summary>One of the requests on which the AUTH cases are run, and what its signature is made over; these may differ.</summary>
/// <param name="Call">As <see cref="CallsAttribute"/> names it.</param>
/// <param name="Method">As it is sent.</param>
/// <param name="Target">Path and query, as they are sent.</param>
/// <param name="Body">As it is sent; null: none.</param>
internal sealed record SignedCall(string Call, string Method, string Target, string? Body)
{
    public SigningVersion Version { get; init; } = SigningVersion.V13;

    public string Name { get; init; } = Cast.NameOf(Persona.Admin);

    /// <summary>A second of its own: what is signed has no nonce, and comes twice in no second.</summary>
    public DateTimeOffset At { get; init; } = UnusedSecond.Next();

    public string SignedMethod { get; init; } = Method;

    public string SignedTarget { get; init; } = Target;

    public string? SignedBody { get; init; } = Body;

    public static SignedCall Of(Cast cast, string call)
    {
        var words = call.Split(' ');
        return new SignedCall(call, words[0], cast.Path(Groups.None, words[1]), words[0] == "POST" ? Cast.ValidJob : null);
    }

    /// <summary>Signed headers by name, as they are after a case's changes.</summary>
    public Dictionary<string, string> Headers() => new(RequestSigning.Sign(
        TestKeys.Mine, Version, Name, SignedMethod, SignedTarget, Bytes(SignedBody), At, serverApiVersion: 1));

    public Task<Reply> Send(Cast cast, Dictionary<string, string> headers) => SignedClient.Send(cast.Server.Address, Method, Target, Body, request =>
    {
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        Cast.Usual(request);
    });

    /// <summary>SHA-256 of a body as the content hash has it.</summary>
    public static string HashOf(string body) => Convert.ToBase64String(SHA256.HashData(Bytes(body)));

    private static byte[] Bytes(string? body) => Encoding.UTF8.GetBytes(body ?? "");
}

/// <summary>Runs a case on each of the requests.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class CallsAttribute : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) =>
        [["POST jobs"], ["GET jobs"], ["GET jobs/ID"], ["GET node_states"], ["GET node_states/some_node"], ["GET config/DONKEY" + ConfigTests.Key]];
}
