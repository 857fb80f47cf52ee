using Pushy.Actors.Tests.Hosts;
using Pushy.Contracts.Agents;
using Pushy.Domain.Nodes;

namespace Pushy.Actors.Tests.Stage;

/// <summary>What a node really does with one job: votes, runs, ends, each when the test lets it, and says so on whatever link it has.</summary>
internal sealed class GoodAgent(NodeName node, string job)
{
    private FakeAgent? _link;
    private AgentJobState _hand;
    private bool _commitWaits;
    private bool _runWaits;
    private bool _hasOutcome;

    public NodeName Node => node;

    public int Exit => 7;

    /// <summary>Times that the command was started.</summary>
    public int Starts { get; private set; }

    /// <summary>Whether it ran to its end.</summary>
    public bool Ended { get; private set; }

    public bool Votes { get; set; }

    public bool Runs { get; set; }

    public bool Ends { get; set; }

    public bool TakesReceipts { get; set; } = true;

    public bool IsAtRest => _hand is AgentJobState.Idle && !_hasOutcome;

    /// <summary>Needs a new link.</summary>
    public bool IsAlone => _link is null || _link.Closed.Task.IsCompleted;

    private string[] Outcomes => _hasOutcome ? [job] : [];

    public AgentMessage.Hello Hello => new(node.Value, "incarnation-1", "test") { JobId = _hand is AgentJobState.Idle ? null : job, JobState = _hand, Outcomes = Outcomes };

    public void Linked(FakeAgent link)
    {
        _link = link;
        SayOutcome();
    }

    /// <summary>The link breaks.</summary>
    public void Hang()
    {
        _link?.Hang();
        _link = null;
    }

    public void Beat()
    {
        Say(new AgentMessage.Heartbeat(_hand, _hand is AgentJobState.Idle ? null : job) { Outcomes = Outcomes });
        SayOutcome();
    }

    /// <summary>Does what it was told, and what comes by itself.</summary>
    public void Act()
    {
        foreach (var said in _link?.Heard() ?? [])
            Obey(said);
        if (Votes && _commitWaits)
        {
            (_hand, _commitWaits) = (AgentJobState.Committed, false);
            Say(new AgentMessage.AckCommit(job));
        }

        if (Runs && _runWaits)
        {
            (_hand, _runWaits) = (AgentJobState.Running, false);
            Starts++;
            Say(new AgentMessage.AckRun(job));
        }

        if (Ends && _hand is AgentJobState.Running)
        {
            (_hand, _hasOutcome, Ended) = (AgentJobState.Idle, true, true);
            SayOutcome();
        }
    }

    private void Obey(ServerMessage said)
    {
        switch (said)
        {
            case ServerMessage.Commit when Starts == 0: _commitWaits = true; break;
            case ServerMessage.Run when _hand is AgentJobState.Committed: _runWaits = true; break;
            case ServerMessage.Run when _hand is AgentJobState.Running: Say(new AgentMessage.AckRun(job)); break;
            case ServerMessage.Abort:
                (_hand, _commitWaits, _runWaits) = (AgentJobState.Idle, false, false);
                Say(new AgentMessage.Aborted(job));
                break;
            case ServerMessage.Recorded when TakesReceipts: _hasOutcome = false; break;
        }
    }

    private void SayOutcome()
    {
        if (_hasOutcome)
            Say(new AgentMessage.Failed(job) { ExitStatus = Exit });
    }

    private void Say(AgentMessage message) => _link?.Say(message);
}
