using System.Net;
using System.Net.Http.Headers;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text.Json;
using Pushy.Cli.Api;
using Pushy.Contracts.Joining;
using Pushy.Contracts.Signing;

namespace Pushy.Cli.Demo;

/// <summary>
/// Makes nodes' keys and enrols their public halves, as <c>pushy-agent join</c> does. In our own process: a command for each of 50 nodes
/// would take as long as all the rest.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal static class Enrolment
{
    private const int KeyBits = 2048;

    /// <summary>Writes a new private key to <paramref name="path"/>, mode 0600.</summary>
    /// <returns>Its public half.</returns>
    public static async Task<string> MakeKeyAsync(string path, CancellationToken ct)
    {
        using var key = RSA.Create(KeyBits);
        await DemoFolder.WriteSecretAsync(path, key.ExportPkcs8PrivateKeyPem() + "\n", ct);
        return PublicKeyPem.Write(key);
    }

    /// <exception cref="RequestFailedException">The server did not take the node.</exception>
    public static async Task JoinAsync(HttpClient http, string organization, JoinRequest node, CancellationToken ct)
    {
        using var body = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(node, JoinContext.Default.JoinRequest));
        body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        try
        {
            using var response = await http.PostAsync(new Uri($"/organizations/{organization}/pushy/join", UriKind.Relative), body, ct);
            if (response.StatusCode is not HttpStatusCode.Created)
            {
                throw new RequestFailedException(
                    $"{node.Node} could not join: the server answered {(int)response.StatusCode}{ErrorAnswer.Text(await response.Content.ReadAsByteArrayAsync(ct))}");
            }
        }
        catch (HttpRequestException e)
        {
            throw new RequestFailedException($"{node.Node} could not join: the server did not answer ({e.Message})", e);
        }
    }
}
