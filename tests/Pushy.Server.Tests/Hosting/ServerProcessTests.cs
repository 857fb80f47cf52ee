using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Pushy.Contracts.Agents;
using Pushy.Server.Tests.Links;

namespace Pushy.Server.Tests.Hosting;

public sealed class ServerProcessTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pushy-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Status_tells_the_incarnation_of_this_start()
    {
        var first = await Status();
        var second = await Status();
        Assert.Equal("it's alive", first.GetProperty("status").GetString());
        Assert.Equal(0, first.GetProperty("node_fsm_count").GetInt32());
        Assert.Equal(0, first.GetProperty("job_processes").GetArrayLength());
        Assert.Equal('4', first.GetProperty("incarnation_id").GetString()![14]);
        Assert.NotEqual(first.GetProperty("incarnation_id").GetString(), second.GetProperty("incarnation_id").GetString());

        async Task<JsonElement> Status()
        {
            await using var server = await ServerProcess.Start(_folder);
            var reply = await SignedClient.Send(server.Address, "GET", "/pushy/_status", null);
            Assert.Equal((200, "application/json"), (reply.Status, reply.Header("Content-Type")));
            using var json = JsonDocument.Parse(reply.Body);
            return json.RootElement.Clone();
        }
    }

    [Fact]
    public async Task A_hang_up_ends_no_server_and_says_what_it_does()
    {
        await using var server = await ServerProcess.Start(_folder);
        await server.Signal("HUP");
        Assert.Contains("other settings are read at the start only", await server.LogLine("SIGHUP"), StringComparison.Ordinal);
        Assert.Equal(200, (await SignedClient.Send(server.Address, "GET", "/pushy/_status", null)).Status);
        await server.Terminate();
        Assert.Equal(0, await server.ExitCode());
    }

    [Fact]
    public async Task Who_is_made_while_the_server_runs_is_known_to_it()
    {
        await using var server = await ServerProcess.Start(_folder);
        string[] storage = ["--set", $"pushy.storage.path={_folder}"];
        Assert.Equal(0, (await ServerProcess.Command(["org", "create", "acme", .. storage])).ExitCode);
        var made = await ServerProcess.Command(["node", "create", "acme", "web1", .. storage]);
        var token = await ServerProcess.Command(["join-token", "create", "acme", .. storage]);
        using var key = RSA.Create();
        key.ImportFromPem(made.Output);

        var body = JsonSerializer.Serialize(new { token = token.Output.Trim(), node = "web1", public_key = key.ExportSubjectPublicKeyInfoPem() });
        Assert.Equal(201, (await SignedClient.Send(server.Address, "POST", "/organizations/acme/pushy/join", body)).Status);
    }

    [Fact]
    public async Task SIGTERM_lets_a_request_under_way_finish()
    {
        await using var server = await ServerProcess.Start(_folder);
        var address = new Uri(server.Address);
        using var slow = new TcpClient();
        await slow.ConnectAsync(address.Host, address.Port);
        var stream = slow.GetStream();
        await stream.WriteAsync("POST /organizations/acme/pushy/join HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"u8.ToArray());
        Assert.StartsWith("HTTP/1.1 100", await Read(stream), StringComparison.Ordinal); // it is reading the body now

        await server.Terminate();
        await Refuses(address);
        await stream.WriteAsync("{}"u8.ToArray());

        Assert.StartsWith("HTTP/1.1 400", await Read(stream), StringComparison.Ordinal);
        Assert.Equal(0, await server.ExitCode());
    }

    [Fact]
    public async Task A_request_that_does_not_finish_is_cut_off_after_the_drain_time()
    {
        await using var server = await ServerProcess.Start(_folder, "pushy.http.drain-timeout=100ms");
        var address = new Uri(server.Address);
        using var stuck = new TcpClient();
        await stuck.ConnectAsync(address.Host, address.Port);
        var stream = stuck.GetStream();
        await stream.WriteAsync("POST /organizations/acme/pushy/join HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"u8.ToArray());
        Assert.StartsWith("HTTP/1.1 100", await Read(stream), StringComparison.Ordinal);

        await server.Terminate();
        Assert.Equal(0, await server.ExitCode());
    }

    [Fact]
    public async Task The_line_that_tells_the_address_is_in_the_logs_format_and_comes_at_any_level()
    {
        await using var text = await ServerProcess.Start(_folder, "pushy.log.level=fatal");
        Assert.Matches("^pushy-server listening on http://127.0.0.1:[0-9]+$", text.ReadyLine);

        await using var server = await ServerProcess.Start(_folder, "pushy.log.format=json", "pushy.log.level=fatal");
        using var json = JsonDocument.Parse(server.ReadyLine);
        Assert.Equal(server.Address, json.RootElement.GetProperty("Address").GetString());
        Assert.Equal(200, (await SignedClient.Send(server.Address, "GET", "/pushy/_status", null)).Status);
    }

    [Fact]
    public async Task As_JSON_each_line_has_what_it_is_about_in_fields_and_an_exception_stays_in_one()
    {
        await using var server = await ServerProcess.Start(_folder, "pushy.log.format=json", "pushy.log.level=debug");
        const string Job = "0123456789abcdef0123456789abcdef";
        var reply = await SignedClient.Send(server.Address, "GET", $"/organizations/acme/pushy/jobs/{Job}", null);
        var refused = JsonDocument.Parse(await server.LogLine($"/organizations/acme/pushy/jobs/{Job}")).RootElement;
        Assert.Equal(reply.Header("X-Request-Id"), refused.GetProperty("RequestId").GetString());
        Assert.Equal(("acme", Job), (refused.GetProperty("Organization").GetString(), refused.GetProperty("JobId").GetString()));
    }

    [Fact]
    public async Task What_an_actor_logs_has_its_node_in_a_field()
    {
        string[] storage = ["--set", $"pushy.storage.path={_folder}"];
        await ServerProcess.Command(["org", "create", "acme", .. storage]);
        var keyFile = Path.Combine(_folder, "web1.pem");
        await ServerProcess.Command(["node", "create", "acme", "web1", "--key-out", keyFile, .. storage]);
        using var key = RSA.Create();
        key.ImportFromPem(await File.ReadAllTextAsync(keyFile));
        await using var server = await ServerProcess.Start(_folder, "pushy.log.format=json");
        await using var first = await SimulatedAgent.Dial(server.Address, "acme", "web1", key);
        await using var second = await SimulatedAgent.Dial(server.Address, "acme", "web1", key);
        await first.Say(new AgentMessage.Hello("web1", "one", "test"));
        await second.Say(new AgentMessage.Hello("web1", "two", "test"));
        var line = JsonDocument.Parse(await server.LogLine("a second agent connected")).RootElement;
        Assert.Equal("web1", line.GetProperty("Node").GetString());
    }

    [Fact]
    public async Task The_log_knows_a_request_by_the_id_of_its_answer_and_keeps_its_query_out()
    {
        await using var server = await ServerProcess.Start(_folder, "pushy.log.level=debug");
        var reply = await SignedClient.Send(server.Address, "GET", "/pushy/_status?secret=hunter2", null);
        var line = await server.LogLine("GET /pushy/_status 200");
        Assert.Contains(reply.Header("X-Request-Id")!, line, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_taken_port_ends_the_start_with_1_and_its_address()
    {
        await using var server = await ServerProcess.Start(_folder);
        var second = await ServerProcess.Command("run", "--set", $"pushy.storage.path={_folder}", "--set", $"pushy.http.urls={server.Address}");
        Assert.Equal(1, second.ExitCode);
        Assert.Contains(server.Address, second.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", second.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_setting_ends_the_start_with_2() =>
        Assert.Equal(2, (await ServerProcess.Command("run", "--set", "pushy.jobs.linger=soon")).ExitCode);

    /// <summary>New connections are refused as soon as the server has seen the signal.</summary>
    private static async Task Refuses(Uri address)
    {
        while (true)
        {
            using var probe = new TcpClient();
            try
            {
                await probe.ConnectAsync(address.Host, address.Port);
                await Task.Yield();
            }
            catch (SocketException)
            {
                return;
            }
        }
    }

    private static async Task<string> Read(NetworkStream stream)
    {
        var buffer = new byte[4096];
        var read = await stream.ReadAsync(buffer);
        return Encoding.ASCII.GetString(buffer, 0, read);
    }
}
