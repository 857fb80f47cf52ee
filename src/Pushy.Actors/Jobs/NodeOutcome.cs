using Akka.Actor;
using Pushy.Actors.ReadModel;
using Pushy.Contracts.Agents;
using Pushy.Domain.Nodes;

namespace Pushy.Actors.Jobs;

/// <summary>A node's outcome until the output that it brings is stored: a receipt must not go out while output could still be lost. To be used by the node's actor alone.</summary>
internal sealed class NodeOutcome(JobContext job, NodeName node)
{
    private bool _lacksOutput;   // some of the output that belongs to it is still with the agent …
    private bool _doesWithout;   // … who was away for so long that the outcome has to do without

    /// <summary>What the agent said; null when nothing waits.</summary>
    public AgentMessage? Unsaved { get; private set; }

    public static bool BringsOutput(AgentMessage said) =>
        said is IOutcome and ({ Stdout: not null } or { Stderr: not null } or { StdoutEnd: not null } or { StderrEnd: not null });

    /// <summary>Output first, then the outcome.</summary>
    public void Save(AgentMessage said)
    {
        Unsaved = said;
        Store(NodeOutputs.EndOf(job.Spec.Id, node, (IOutcome)said, _doesWithout));
    }

    /// <summary>Tries again what was not written.</summary>
    public void SaveAgain()
    {
        if (Unsaved is { } said)
            Save(said);
    }

    /// <summary>The agent is away for good, as far as can be told.</summary>
    public void DoWithoutTheRest()
    {
        _doesWithout = true;
        if (_lacksOutput)
            SaveAgain();
    }

    /// <summary>The agent is there, and can still bring the rest.</summary>
    public void WaitForTheRest() => _doesWithout = false;

    /// <summary>A piece of output: kept by nobody here, for the agent has it until it is stored.</summary>
    public void Take(AgentMessage.Output piece)
    {
        if (NodeOutputs.ChunkOf(job.Spec.Id, node, piece) is { } chunk)
            Store(chunk);
    }

    /// <summary>Something was stored. Gives the outcome once all that belongs to it is.</summary>
    public AgentMessage? OnStored(OutputItem stored)
    {
        switch (stored)
        {
            case OutputChunk chunk when _lacksOutput && Unsaved is IOutcome outcome && NodeOutputs.Reaches(chunk, outcome):
                SaveAgain();
                return null;
            case OutputEnd { IsWhole: false } when Unsaved is not null:
                _lacksOutput = true;
                if (_doesWithout)
                    SaveAgain();
                return null;
            case OutputEnd { IsWhole: true } or JobOutput when Unsaved is { } said:
                (Unsaved, _lacksOutput, _doesWithout) = (null, false, false);
                return said;
            default:
                return null;
        }
    }

    private void Store(OutputItem item) => job.Outputs.Tell(new Write<OutputItem>(item));
}
