using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Pushy.Contracts.Signing;

namespace Pushy.Chaos.Cluster;

/// <summary>Makes the organization, its administrator and its nodes. The nodes have one key together: making fifty would take longer than it is worth.</summary>
internal static class Enrolment
{
    /// <summary>Whose key file is that of all nodes.</summary>
    public const string NodeKey = "node";

    private const int KeyBits = 2048, AtOnce = 8;

    public static string KeyFile(World world, string owner) => world.In("keys", owner + ".pem");

    public static async Task MakeAdministratorAsync(World world, CancellationToken ct)
    {
        await AdminAsync(world, ["org", "create", World.Organization], ct);
        await AdminAsync(world, ["user", "create", World.Organization, World.User, "--admin", "--key-out", KeyFile(world, World.User)], ct);
    }

    /// <summary>Over the directory's REST endpoints: a command for each would take a second of processor time.</summary>
    public static async Task MakeNodesAsync(World world, CancellationToken ct)
    {
        using var key = RSA.Create(KeyBits);
        var file = KeyFile(world, NodeKey);
        await File.WriteAllTextAsync(file, key.ExportPkcs8PrivateKeyPem(), ct);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var path = $"/organizations/{World.Organization}/clients";
        using var admin = RSA.Create();
        admin.ImportFromPem(await File.ReadAllTextAsync(KeyFile(world, World.User), ct));
        using var http = new HttpClient { BaseAddress = world.Network.Http[0] };
        await Parallel.ForEachAsync(world.Nodes, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct }, async (node, cancel) =>
        {
            var body = Encoding.UTF8.GetBytes(new JsonObject { ["name"] = node, ["public_key"] = key.ExportSubjectPublicKeyInfoPem() }.ToJsonString());
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } } };
            foreach (var (name, value) in RequestSigning.Sign(admin, SigningVersion.V13, World.User, "POST", path, body, TimeProvider.System.GetUtcNow(), 1, SigningNonce.New()))
                request.Headers.Add(name, value);
            using var answer = await http.SendAsync(request, cancel);
            if (answer.StatusCode != HttpStatusCode.Created)
                throw new InvalidOperationException($"{node} could not be made: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(cancel)}");
        });
    }

    private static Task AdminAsync(World world, string[] args, CancellationToken ct) => Admin.RunAsync(
        world, [.. args, "--set", "pushy.storage.provider=postgresql", "--set", $"pushy.storage.connection-string={world.Postgres.ConnectionString("pushy")}"], ct);
}
