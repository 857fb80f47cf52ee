using System.Collections.Concurrent;
using Pushy.Contracts.Agents;
using Pushy.Server.Tests.Hosting;
using Pushy.Server.Tests.Links;

namespace Pushy.Server.Tests.Conformance.Knife;

/// <summary>node1 of the captures: each job ends on it as it did then, once it is let.</summary>
internal sealed class KnifeNode : IAsyncDisposable
{
    public const string Name = "node1";

    private readonly SimulatedAgent _agent;
    private readonly ConcurrentDictionary<string, Part> _parts = new();
    private readonly Task _listening;

    private KnifeNode(SimulatedAgent agent)
    {
        _agent = agent;
        _listening = Listen();
    }

    public static async Task<KnifeNode> Connect(TestServer server) => new(await SimulatedAgent.Connect(server, "acme", Name));

    /// <summary>What is to become of a job: one of the node states. Jobs that nobody told of are nacked.</summary>
    public Part Expect(string job, string state, string? stdout = null, string? stderr = null) => _parts[job] = new Part(state, stdout, stderr);

    public void LetEnd(string job) => _parts[job].Let.TrySetResult();

    public Task Stop() => _agent.Stop();

    public async ValueTask DisposeAsync()
    {
        await _agent.DisposeAsync();
        await _listening;
    }

    private async Task Listen()
    {
        while (await _agent.Next() is { } message)
        {
            switch (message)
            {
                case ServerMessage.Commit(var job, _) when !_parts.TryGetValue(job, out var part) || part.State == "nacked":
                    await _agent.Say(new AgentMessage.NackCommit(job) { Reason = "busy" });
                    break;
                case ServerMessage.Commit(var job, _):
                    await _agent.Say(new AgentMessage.AckCommit(job));
                    break;
                case ServerMessage.Run(var job):
                    await _agent.Say(new AgentMessage.AckRun(job));
                    _ = End(job, _parts[job]);
                    break;
                case ServerMessage.Abort { JobId: { } job }:
                    await _agent.Say(new AgentMessage.Aborted(job));
                    break;
            }
        }
    }

    private async Task End(string job, Part part)
    {
        await part.Let.Task;
        if (part.State == "succeeded")
            await _agent.Say(new AgentMessage.Succeeded(job) { Stdout = part.Stdout, Stderr = part.Stderr });
        else if (part.State == "failed")
            await _agent.Say(new AgentMessage.Failed(job) { ExitStatus = 1 });
    }

    /// <summary>The node's part in a job.</summary>
    internal sealed record Part(string State, string? Stdout, string? Stderr)
    {
        /// <summary>Completes when the command may end.</summary>
        public TaskCompletionSource Let { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
