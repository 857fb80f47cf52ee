using System.Diagnostics;
using System.Text;
using Microsoft.AspNetCore.Http;
using Pushy.Server.Tests.Hosting;

namespace Pushy.Server.Tests.Directories.Chef;

/// <summary>A Chef Infra Server that is slow, down, broken or somebody else.</summary>
public sealed class ChefTroubleTests
{
    private const string Start = "Failed to connect to erchef to get key: ";

    [Fact]
    public async Task One_that_is_away_is_502_with_a_reason_and_comes_back_without_a_restart()
    {
        await using var server = await ChefServer.Start("pushy.directory.chef.retries=0");
        await using var gone = await ChefServer.Start("pushy.directory.chef.retries=1", "pushy.directory.chef.url=http://127.0.0.1:1");
        Refused("connection refused", await gone.Get("alice"));

        server.Chef.Misbehave = http =>
        {
            http.Abort();
            return Task.FromResult(true);
        };
        Refused("the connection failed", await server.Get("alice"));
        server.Chef.Misbehave = _ => Task.FromResult(false);
        Assert.Equal(401, (await server.Get("alice")).Status);
    }

    [Fact]
    public async Task One_that_does_not_answer_in_time_is_502()
    {
        await using var server = await ChefServer.Start("pushy.directory.chef.timeout=1s", "pushy.directory.chef.retries=1");
        server.Chef.Misbehave = async http =>
        {
            await Never(http);
            return true;
        };
        Refused("no answer within 1s", await server.Get("alice"));
        Assert.InRange(server.Chef.Asked.Count, 1, 2); // a busy machine may lose one on the way
    }

    [Fact]
    public async Task One_that_trickles_its_answer_is_502_in_time_too()
    {
        await using var server = await ChefServer.Start("pushy.directory.chef.timeout=300ms", "pushy.directory.chef.retries=0");
        server.Chef.Misbehave = async http =>
        {
            await http.Response.Body.WriteAsync("{"u8.ToArray());
            await http.Response.Body.FlushAsync();
            await Never(http);
            return true;
        };
        var since = Stopwatch.GetTimestamp();
        Refused("no answer within 300ms", await server.Get("alice"));
        Assert.InRange(Stopwatch.GetElapsedTime(since), TimeSpan.Zero, TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Trouble_that_passes_is_not_seen()
    {
        await using var server = await ChefServer.Start();
        server.Chef.KnowPrincipal("alice", SmallChef.Principal("alice"));
        var failures = 2;
        server.Chef.Misbehave = async http =>
        {
            if (Interlocked.Decrement(ref failures) < 0)
                return false;
            await SmallChef.Say(http, 503, "");
            return true;
        };
        Assert.Equal(200, (await server.Get("alice")).Status);
    }

    [Theory]
    [InlineData(500, "", "it answered with status 500")]
    [InlineData(401, "", "refuses this server's key with status 401")]
    [InlineData(403, "", "refuses this server's key with status 403")]
    [InlineData(302, "", "it answered with status 302")]
    [InlineData(204, "", "it answered with status 204")]
    [InlineData(200, "", "not what a Chef Infra Server says")]
    [InlineData(200, "<html>welcome</html>", "not what a Chef Infra Server says")]
    [InlineData(200, "[]", "not what a Chef Infra Server says")]
    [InlineData(200, """{"guid":7}""", "not what a Chef Infra Server says")]
    [InlineData(200, """{"guid":"../../../../../../../../../../.."}""", "not what a Chef Infra Server says")]
    [InlineData(200, """{"name":"acme"}""", "not what a Chef Infra Server says")]
    [InlineData(200, "{\"guid\":\"\\ud800\"}", "not what a Chef Infra Server says")]
    public async Task An_organization_that_cannot_be_read_is_502(int status, string body, string reason)
    {
        await using var server = await ChefServer.Start("pushy.directory.chef.retries=0");
        server.Chef.Misbehave = async http =>
        {
            if (status == 302)
                http.Response.Headers.Location = "/users";
            http.Response.StatusCode = status;
            if (body.Length > 0)
                await http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(body));
            return true;
        };
        Refused(reason, await server.Get("alice"));
        Assert.Equal(["/organizations/acme"], server.Chef.Asked); // redirects are not followed
    }

    [Theory]
    [InlineData("""{"principals":{}}""", null)]
    [InlineData("""{"principals":[{"name":"alice","type":"robot","public_key":"x","org_member":true}]}""", null)]
    [InlineData("""{"principals":[{"type":"user","public_key":"x","org_member":true}]}""", null)]
    [InlineData("""{"principals":[{"name":"alice","type":"user","org_member":true}]}""", null)]
    [InlineData("""{"principals":[null]}""", null)]
    [InlineData("""{"principals":[]}""", "garbage")]
    [InlineData("""{"principals":[]}""", """{"response_version":"9"}""")]
    [InlineData("""{"principals":[]}""", """{"response_version":1}""")]
    public async Task Principals_that_cannot_be_read_are_502(string body, string? version)
    {
        await using var server = await ChefServer.Start("pushy.directory.chef.retries=0");
        server.Chef.KnowPrincipal("alice");
        server.Chef.Version = version ?? server.Chef.Version;
        server.Chef.Bodies["/organizations/acme/principals/alice"] = body;
        var reply = await server.Get("alice");
        Assert.Equal(502, reply.Status);
        Assert.Contains(Start, reply.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"users":[],"clients":[]}""")]
    [InlineData("""{"users":[7],"clients":[],"groups":[]}""")]
    [InlineData("no JSON")]
    public async Task A_group_that_cannot_be_read_is_502(string body)
    {
        await using var server = await ChefServer.Start();
        server.Chef.KnowPrincipal("alice", SmallChef.Principal("alice"));
        server.Chef.Bodies["/organizations/acme/groups/pushy_job_readers"] = body;
        Refused("not what a Chef Infra Server says", await server.Get("alice"));
    }

    [Fact]
    public async Task A_404_that_names_nothing_missing_is_502()
    {
        await using var server = await ChefServer.Start();
        server.Chef.Misbehave = async http =>
        {
            if (!http.Request.Path.Value!.Contains("principals", StringComparison.Ordinal))
                return false;
            await SmallChef.Say(http, 404, "{}");
            return true;
        };
        Refused("not what a Chef Infra Server says", await server.Get("alice"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_answer_without_end_is_502_and_read_no_further(bool saysHowLong)
    {
        await using var server = await ChefServer.Start("pushy.directory.chef.max-answer-bytes=64KiB", "pushy.directory.chef.retries=0", "pushy.directory.chef.timeout=30s");
        var sent = 0L;
        server.Chef.Misbehave = async http =>
        {
            if (saysHowLong)
                http.Response.ContentLength = 1L << 40;
            try
            {
                while (!http.RequestAborted.IsCancellationRequested)
                {
                    await http.Response.Body.WriteAsync(new byte[16 * 1024], http.RequestAborted);
                    sent += 16 * 1024;
                }
            }
            catch (Exception) when (http.RequestAborted.IsCancellationRequested)
            {
                http.Abort();
            }

            return true;
        };
        Refused("larger than 65536 bytes", await server.Get("alice"));
        Assert.InRange(sent, 0, 4L << 30); // what sockets hold, and what Kestrel takes for nothing until it has told that the other side is gone; in 30 s it would be ten times as much
    }

    [Fact]
    public async Task A_wrong_key_is_502_that_says_so()
    {
        var folder = Directory.CreateTempSubdirectory("pushy-test-");
        var file = Path.Combine(folder.FullName, "other.pem");
        await File.WriteAllTextAsync(file, TestKeys.Other.ExportPkcs8PrivateKeyPem());
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await using (var server = await ChefServer.Start($"pushy.directory.chef.key-file={file}"))
            Refused("refuses this server's key", await server.Get("alice"));
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Principals_may_be_asked_for_elsewhere()
    {
        await using var erchef = await SmallChef.Start();
        erchef.KnowPrincipal("alice", SmallChef.Principal("alice"));
        await using var server = await ChefServer.Start($"pushy.directory.chef.principal-url={erchef.Address}");
        Assert.Equal(200, (await server.Get("alice")).Status);
        Assert.Equal(["/organizations/acme/principals/alice"], erchef.Asked);
        Assert.DoesNotContain(server.Chef.Asked, path => path.Contains("principals", StringComparison.Ordinal));
    }

    private static void Refused(string reason, Reply reply)
    {
        Assert.Equal(502, reply.Status);
        Assert.StartsWith($$"""{"error":["{{Start}}""", reply.Body, StringComparison.Ordinal);
        Assert.Contains(reason, reply.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("127.0.0.1", reply.Body, StringComparison.Ordinal);
    }

    /// <summary>Ends when the other side gives up.</summary>
    private static async Task Never(HttpContext http)
    {
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var aborted = http.RequestAborted.Register(() => end.TrySetResult());
        await end.Task;
    }
}
