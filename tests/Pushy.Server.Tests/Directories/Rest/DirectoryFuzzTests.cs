using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Pushy.Server.Tests.Hosting;
using static Pushy.Server.Tests.Directories.Rest.DirectoryServer;

namespace Pushy.Server.Tests.Directories.Rest;

/// <summary>Odd names and mutated bodies are the client's mistake, never ours. Seeds are fixed; a failure names the one that shows it.</summary>
[Collection(DirectoryRestTests.Name)]
public sealed class DirectoryFuzzTests(DirectoryServer directory)
{
    private const int Bodies = 1_000;
    private const int AtATime = 8;

    /// <summary>Percent-encoded, as they stand in a path.</summary>
    private static readonly string[] OddSegments =
    [
        "%2F", "a%2Fb", "..", ".", "%2E%2E", "%00", "a%00b", "a%0D%0Ab", "%01", "%7F", "%FF", "%ED%A0%80", "%", "%zz", "a%20b", "%C3%BC", "%F0%9F%98%80",
        "'", "%22", "%3C%3E", "*", "{user}", "%E2%80%AE", new('n', 256), new('x', 10_000), "A%27%20OR%201=1--",
    ];

    private static readonly string[] OddNames =
        ["", " ", "/", "a/b", "..", ".", "\0", "a\0b", "a\r\nb", "\u007f", "ü", "😀", "'", "\"", "<>", "*", "{user}", "\u202e", new('n', 256), new('x', 10_000)];

    private static readonly string[] Samples =
    [
        """{"name":"n","full_name":"f"}""",
        """{"username":"n","display_name":"d","email":"e","password":"p","create_key":false}""",
        """{"name":"n","validator":false,"create_key":false}""",
        """{"name":"n","public_key":"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----","expiration_date":"infinity"}""",
        """{"groupname":"g","actors":{"users":["root"],"clients":[],"groups":["admins"]}}""",
        """{"name":"g","users":["root"],"clients":["web1"],"groups":[],"actors":["root","web1"],"orgname":"acme"}""",
        Body(new { name = "n", public_key = TestKeys.MinePublic, expiration_date = "2030-01-01T00:00:00Z" }),
    ];

    private static readonly string[] Spices =
    [
        "{", "}", "[", "]", "\"", ",", ":", "null", "true", "-1", "1e400", "\\u0000", "\\ud800", "\\", "\"\"", "{}", "[[[[", "\"name\":\"x\"", "\"users\":[\"a\"]", "infinity",
        "0000-99-99T99:99:99Z", "-----BEGIN CERTIFICATE-----", "\u0000", "\uFEFF",
    ];

    [Fact]
    public async Task Odd_names_in_paths_are_404_or_400()
    {
        var org = await directory.Organization();
        foreach (var odd in OddSegments)
        {
            var missing = new HashSet<int> { 400, 404 };
            foreach (var path in new[] { $"/users/{odd}", $"/users/{odd}/keys", $"/users/root/keys/{odd}", $"/organizations/{odd}", $"/organizations/{odd}/groups" })
                await Check(org.Root, "GET", path, null, missing);
            foreach (var path in new[] { $"users/{odd}", $"clients/{odd}", $"clients/{odd}/keys", $"groups/{odd}", $"principals/{odd}" })
                await Check(org.Root, "GET", $"{org.Path}/{path}", null, missing);
            foreach (var path in new[] { $"/users/{odd}", $"/users/root/keys/{odd}", $"{org.Path}/users/{odd}", $"{org.Path}/clients/{odd}", $"{org.Path}/groups/{odd}" })
                await Check(org.Root, "DELETE", path, null, missing);
            await Check(org.Root, "PUT", $"/users/root/keys/{odd}", "{}", missing);
            await Check(org.Root, "PUT", $"{org.Path}/groups/{odd}", "{}", missing);
            await Check(org.Root, "POST", $"/users/{odd}/keys", Body(new { name = "k", public_key = TestKeys.MinePublic }), missing);
        }
    }

    [Fact]
    public async Task Odd_names_in_bodies_are_400_and_not_repeated_at_length()
    {
        var org = await directory.Organization();
        foreach (var odd in OddNames)
        {
            var bad = new HashSet<int> { 400 };
            await Check(org.Root, "POST", "/organizations", Body(new { name = odd, full_name = "x" }), bad);
            await Check(org.Root, "POST", "/users", Body(new { name = odd, create_key = false }), bad);
            await Check(org.Root, "POST", "/users/root/keys", Body(new { name = odd, public_key = TestKeys.MinePublic }), bad);
            await Check(org.Root, "POST", $"{org.Path}/clients", Body(new { name = odd, create_key = false }), bad);
            await Check(org.Root, "POST", $"{org.Path}/groups", Body(new { name = odd }), bad);
            await Check(org.Root, "POST", $"{org.Path}/users", Body(new { username = odd }), bad);
            foreach (var list in new[] { "users", "clients", "groups" })
                await Check(org.Root, "PUT", $"{org.Path}/groups/admins", Body(new Dictionary<string, string[]> { [list] = [odd] }), bad);
        }
    }

    [Fact]
    public async Task No_body_is_our_mistake()
    {
        var org = await directory.Organization();
        await org.Client("web1");
        (string Method, string Path)[] targets =
        [
            ("POST", "/organizations"), ("POST", "/users"), ("POST", $"/users/{org.UserName}/keys"), ("PUT", $"/users/{org.UserName}/keys/default"),
            ("POST", $"{org.Path}/users"), ("POST", $"{org.Path}/clients"), ("POST", $"{org.Path}/clients/web1/keys"), ("PUT", $"{org.Path}/clients/web1/keys/default"),
            ("POST", $"{org.Path}/groups"), ("PUT", $"{org.Path}/groups/admins"),
        ];
        var usual = new HashSet<int> { 200, 201, 400, 404, 409 };
        var seen = new System.Collections.Concurrent.ConcurrentDictionary<int, int>();
        await Parallel.ForEachAsync(Enumerable.Range(0, Bodies), new ParallelOptions { MaxDegreeOfParallelism = AtATime }, async (seed, _) =>
        {
            var chance = new Random(seed);
            var (method, path) = targets[chance.Next(targets.Length)];
            var reply = await org.Root.Send(method, path, Mutated(chance), request => request.Content!.Headers.ContentType = new MediaTypeHeaderValue("application/json"));
            Assert.True(usual.Contains(reply.Status), $"seed {seed}: {method} {path} {reply.Status} {reply.Body}");
            if (reply.Status >= 400)
                Assert.Equal(JsonValueKind.Array, JsonDocument.Parse(reply.Body).RootElement.GetProperty("error").ValueKind);
            seen.AddOrUpdate(reply.Status, 1, (_, count) => count + 1);
        });
        Assert.Superset(new HashSet<int> { 201, 400, 409 }, seen.Keys.ToHashSet()); // they get through to what they name
        Expect(200, await org.Root.Get("/organizations"));
    }

    private static async Task Check(SignedClient who, string method, string path, string? body, HashSet<int> allowed)
    {
        var reply = await who.Send(method, path, body);
        Assert.True(allowed.Contains(reply.Status), $"{method} {path}: {reply.Status} {reply.Body}");
        Assert.InRange(reply.Body.Length, path.Contains("%00", StringComparison.Ordinal) ? 0 : 1, path.Length > 5_000 ? 20_000 : 600);
        Assert.DoesNotContain(reply.Body, char.IsControl);
    }

    private static byte[] Mutated(Random chance)
    {
        List<byte> body = [.. Encoding.UTF8.GetBytes(Samples[chance.Next(Samples.Length)])];
        for (var changes = chance.Next(0, 4); changes > 0; changes--)
        {
            var at = chance.Next(body.Count + 1);
            switch (chance.Next(4))
            {
                case 0: body.InsertRange(at, Encoding.UTF8.GetBytes(Spices[chance.Next(Spices.Length)])); break;
                case 1: body.RemoveRange(at, Math.Min(chance.Next(1, 8), body.Count - at)); break;
                case 2: body.InsertRange(at, body.GetRange(at, Math.Min(chance.Next(1, 20), body.Count - at))); break;
                case var _ when at < body.Count: body[at] ^= (byte)(1 << chance.Next(8)); break;
            }
        }

        return [.. body];
    }
}
