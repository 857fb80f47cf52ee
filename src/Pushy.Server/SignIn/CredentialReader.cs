using Pushy.Contracts.Signing;
using Pushy.Server.Configuration;
using Pushy.Server.Gateway;
using Pushy.Server.Sessions;

namespace Pushy.Server.SignIn;

/// <summary>Step 3: a request's headers, before any look-up. A signature counts before a token when there are both.</summary>
public sealed class CredentialReader(SignInOptions options, TimeProvider clock)
{
    private const string Bearer = "Bearer ";

    /// <summary>Of a request for a page.</summary>
    public static Credentials OfBrowser(HttpRequest request) =>
        SessionCookie.Read(request) is { } secret ? new Credentials.Session(SecretText.HashOf(secret)) : new Credentials.Faulty(Refusal.NotSignedIn);

    public Credentials Read(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);

        string? authorization = request.Headers.Authorization;
        if (string.IsNullOrEmpty(request.Headers[OpsHeaders.Sign])
            && authorization?.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) == true)
        {
            return new Credentials.Token(SecretText.HashOf(authorization[Bearer.Length..].Trim()));
        }

        return SignedHeaders.Read(name => request.Headers[name], clock.GetUtcNow(), options.ClockSkew) switch
        {
            SignedHeadersResult.WellFormed { Headers: var headers } => new Credentials.Signature(headers),
            SignedHeadersResult.Faulty fault => new Credentials.Faulty(Refusal.Headers(fault)),
            var other => throw new InvalidOperationException($"no such reading: {other}"),
        };
    }
}
