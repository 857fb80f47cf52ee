using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Pushy.Actors.ReadModel;
using Pushy.Domain.Jobs;
using Pushy.Server.Directories;
using Pushy.Server.Tests.Hosting;
using Pushy.Server.Tests.Links;

namespace Pushy.Server.Tests.Jobs;

/// <summary>An organization of one test, and what tests do with its jobs.</summary>
public sealed class JobOrganization(TestServer server, Organization organization)
{
    public TestServer Server => server;

    public string Name => organization.Name;

    /// <summary>Its GUID.</summary>
    public string Id => organization.Id;

    public string Jobs => Path("jobs");

    /// <summary>An admin, who speaks the seed's dialect.</summary>
    public SignedClient Alice => server.As("alice");

    /// <summary>Belongs to it and to no group.</summary>
    public SignedClient Bob => server.As("bob");

    /// <summary>Alice in the Push Jobs dialect.</summary>
    public SignedClient Knife => new(server.Address, "alice", TestKeys.Mine) { ServerApiVersion = 1 };

    public string Path(string rest) => $"/organizations/{Name}/pushy/{rest}";

    public Task<string> Post(params string[] nodes) => Post(new { command = "true", nodes });

    /// <summary>Posts a job and gives its id.</summary>
    public async Task<string> Post(object body)
    {
        var reply = await Alice.Post(Jobs, JsonSerializer.Serialize(body));
        Assert.True(reply.Status == 201, reply.Body);
        return reply.Header("Location")![^32..];
    }

    /// <summary>A finished job as a server of before had it, which took any command.</summary>
    public async Task<string> Before(string command, params string[] nodes)
    {
        var id = await Post(nodes);
        await Job(id, "quorum_failed");
        await Gone(id);
        var model = server.Services.GetRequiredService<JobReadModel>();
        var job = (await model.FindFinished(new JobId(id), default))!;
        var before = new JobId(Guid.NewGuid().ToString("N"));
        await model.Write([job with { Spec = job.Spec with { Id = before, Command = command } }]);
        return before.Value;
    }

    public async Task<JsonElement> Get(string path, bool seed = false)
    {
        var reply = await (seed ? Alice : Knife).Get(Path(path));
        Assert.Equal((200, "application/json"), (reply.Status, reply.Header("Content-Type")));
        return JsonDocument.Parse(reply.Body).RootElement;
    }

    public Task<JsonElement> Job(string id, bool seed = false) => Get($"jobs/{id}", seed);

    /// <summary>The job once it has a status.</summary>
    public Task<JsonElement> Job(string id, string status) =>
        Eventually.See(() => Job(id), job => job.GetProperty("status").GetString() == status);

    /// <summary>The job once a state has a number of nodes.</summary>
    public Task<JsonElement> Job(string id, string state, int nodes) =>
        Eventually.See(() => Job(id), job => job.GetProperty("nodes").TryGetProperty(state, out var those) && those.GetArrayLength() == nodes);

    /// <summary>Ends when a finished job is only in the database any more.</summary>
    public Task Gone(string id) => Eventually.See(
        () => SignedClient.Send(server.Address, "GET", "/pushy/_status", null), status => !status.Body.Contains(id, StringComparison.Ordinal));

    /// <summary>A node's agent, connected and available.</summary>
    /// <param name="outcomes">Jobs that ended and have no receipt yet: an agent that hid them would have lost them.</param>
    public async Task<SimulatedAgent> Agent(string node, params string[] outcomes)
    {
        var agent = await SimulatedAgent.Connect(server, Name, node, outcomes);
        await Availability(node, "available");
        return agent;
    }

    public Task<JsonElement> Availability(string node, string availability) =>
        Eventually.See(() => Get($"node_states/{node}"), state => state.GetProperty("availability").GetString() == availability);
}
