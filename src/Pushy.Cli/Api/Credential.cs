using System.Net.Http.Headers;
using System.Security.Cryptography;
using Pushy.Contracts.Signing;

namespace Pushy.Cli.Api;

/// <summary>What proves who asks. Never shown: no record, so that nothing prints it by itself.</summary>
internal abstract class Credential : IDisposable
{
    /// <summary>Any value asks for the full vocabulary.</summary>
    protected const int ServerApiVersion = 1;

    /// <summary>Adds the headers that prove it.</summary>
    /// <param name="path">As it is sent, percent-encoded.</param>
    public abstract void Prove(HttpRequestMessage request, string path, byte[] body, DateTimeOffset now);

    public virtual void Dispose()
    {
    }
}

/// <summary><c>Authorization: Bearer</c>.</summary>
internal sealed class TokenCredential(string token) : Credential
{
    public override void Prove(HttpRequestMessage request, string path, byte[] body, DateTimeOffset now)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.Add(OpsHeaders.ServerApiVersion, $"{ServerApiVersion}");
    }
}

/// <summary>Signed headers, version 1.3, with a nonce: each try is a request of its own.</summary>
/// <param name="key">Disposed of with this.</param>
internal sealed class KeyCredential(string user, RSA key) : Credential
{
    public override void Prove(HttpRequestMessage request, string path, byte[] body, DateTimeOffset now)
    {
        foreach (var (name, value) in RequestSigning.Sign(key, SigningVersion.V13, user, request.Method.Method, path, body, now, ServerApiVersion, SigningNonce.New()))
            request.Headers.Add(name, value);
    }

    public override void Dispose()
    {
        key.Dispose();
        base.Dispose();
    }
}
