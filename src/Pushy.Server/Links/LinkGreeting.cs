using Pushy.Actors.Links;
using Pushy.Contracts.Agents;
using Pushy.Domain.Nodes;
using Pushy.Server.Gateway;

namespace Pushy.Server.Links;

/// <summary>The agent's first frame: its proof comes first, and nothing else counts without it.</summary>
internal static class LinkGreeting
{
    private const int MaxIncarnationLength = 64;

    /// <param name="proof">What its hello has to prove; null for an agent of before, which was let in without.</param>
    /// <returns>The hello; or null, and then why the sign-in has failed, if it was that.</returns>
    public static async Task<(AgentMessage.Hello? Hello, Refusal? Refusal)> Hear(
        AgentSocket agent, NodeName node, LinkProof? proof, TimeSpan timeout, TimeProvider time, CancellationToken cancel)
    {
        var tooLate = $"no hello came within {timeout.TotalSeconds:F0} s";
        await using var patience = time.CreateTimer(_ => agent.Close(LinkEnd.BadHello, tooLate), null, timeout, Timeout.InfiniteTimeSpan);
        switch (await agent.Receive(cancel))
        {
            case null:
                return default;
            case AgentMessage.Hello hello when proof?.Holds(hello.Proof) == false:
                agent.Close(LinkEnd.BadProof, Refusal.BadProof.Text);
                return (null, Refusal.BadProof);
            case AgentMessage.Hello { IncarnationId: not { Length: > 0 and <= MaxIncarnationLength } }:
                agent.Close(LinkEnd.BadHello, $"hello needs an incarnation_id of 1 to {MaxIncarnationLength} characters");
                return default;
            case AgentMessage.Hello hello when hello.Node == node.Value:
                return agent.AskedToClose.IsCompleted ? default : (hello, null);
            case AgentMessage.Hello:
                agent.Close(LinkEnd.BadHello, "hello names another node than the one that signed in");
                return default;
            default:
                agent.Close(LinkEnd.BadHello, "the first frame must be a hello");
                return default;
        }
    }
}
