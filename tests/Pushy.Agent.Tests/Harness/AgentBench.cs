using System.Security.Cryptography;
using System.Text.Json;
using Pushy.Contracts.Agents;

namespace Pushy.Agent.Tests.Harness;

/// <summary>A server, a folder of its own, a key, a whitelist that allows everything, and agents started over them.</summary>
internal sealed class AgentBench : IAsyncDisposable
{
    public const string AllowAll = """{"/(.*)/": {"command_line": "\\1", "unsafe": true}}""";

    /// <summary>Made once: a key takes longer than most tests.</summary>
    private static readonly Lazy<string> Key = new(() =>
    {
        using var key = RSA.Create(2048);
        return key.ExportPkcs8PrivateKeyPem();
    });

    private readonly List<AgentUnderTest> _agents = [];

    private AgentBench(TestServer server) => Server = server;

    public TestServer Server { get; }

    public string Folder { get; } = Directory.CreateTempSubdirectory("pushy-agent-test-").FullName;

    /// <summary>Of this bench alone: tests run side by side on one machine, and an agent ends what it finds of its own node's jobs.</summary>
    public string Node => Path.GetFileName(Folder) + ".example.com";

    public string StateDir => Path.Combine(Folder, "state");

    public string KeyFile => Path.Combine(Folder, "node.pem");

    public string ConfigFile => Path.Combine(Folder, "agent.json");

    public static async Task<AgentBench> StartAsync()
    {
        var bench = new AgentBench(await TestServer.StartAsync());
        File.SetUnixFileMode(bench.Folder, (UnixFileMode)0b111_101_101);
        await File.WriteAllTextAsync(bench.KeyFile, Key.Value);
        File.SetUnixFileMode(bench.KeyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        bench.Configure();
        return bench;
    }

    /// <summary>A path in the folder.</summary>
    public string At(string name) => Path.Combine(Folder, name);

    public void Configure(string whitelist = AllowAll, string servers = "", object? more = null)
    {
        File.WriteAllText(At("whitelist.json"), whitelist);
        var config = new Dictionary<string, object>
        {
            ["servers"] = (servers.Length > 0 ? servers : Server.Url).Split(','),
            ["organization"] = Some.Org,
            ["node"] = Node,
            ["key"] = KeyFile,
            ["state_dir"] = StateDir,
            ["whitelist"] = At("whitelist.json"),
            ["kill_grace"] = 0.5,
        };
        foreach (var property in more?.GetType().GetProperties() ?? [])
            config[property.Name] = property.GetValue(more)!;
        File.WriteAllText(ConfigFile, JsonSerializer.Serialize(config));
    }

    /// <param name="env">Variables for it.</param>
    /// <param name="streams">Of the shell: where its standard streams lead to.</param>
    public AgentUnderTest StartAgent(IReadOnlyDictionary<string, string>? env = null, string streams = "")
    {
        var agent = AgentUnderTest.StartWith(streams, env, ["run", "--config", ConfigFile]);
        _agents.Add(agent);
        return agent;
    }

    /// <param name="script">Of the shell that starts it; <c>"$@"</c> is the program with its arguments.</param>
    public AgentUnderTest StartAgentBy(string script)
    {
        var agent = AgentUnderTest.StartBy(script, null, ["run", "--config", ConfigFile]);
        _agents.Add(agent);
        return agent;
    }

    /// <summary>A started agent, its link, and its hello taken in.</summary>
    public async Task<(AgentUnderTest Agent, TestLink Link)> ConnectedAsync()
    {
        var agent = StartAgent();
        var link = await Server.LinkAsync();
        await link.ExpectAsync<AgentMessage.Hello>();
        return (agent, link);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var agent in _agents)
            await agent.DisposeAsync();
        await Server.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
