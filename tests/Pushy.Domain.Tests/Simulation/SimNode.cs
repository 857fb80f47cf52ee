using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;
using Pushy.Domain.Presence;
using Pushy.Domain.Tests.Shells;

namespace Pushy.Domain.Tests.Simulation;

/// <summary>News of a node for a job that watches it.</summary>
/// <param name="Final">Whether it is the hello of a new link.</param>
/// <param name="Gone">Whether the link is gone.</param>
internal sealed record SimNews(SimPresence From, PresenceState State, JobId? InHand, bool Running, bool Final = false, bool Gone = false, bool Current = false, bool OutcomeFollows = false, bool Restarted = false);

/// <summary>A job's talk with one node, as NodeActor has it.</summary>
internal sealed class SimNode(History world, SimJob job, NodeName node) : SimActor(world, job.Host)
{
    private readonly bool _recovered = job.WasRecovered;
    private NodeDuty? _duty;
    private SimPresence? _presence;
    private bool _heard;
    private bool _notedIdle;
    private int _grace;
    private bool _missing;

    /// <summary>Whether the node must be there at once: when a new job first asks for its vote.</summary>
    private bool MayNotWait => _duty is NodeDuty.Commit && !_heard && !_recovered;

    /// <summary>Whether the agent keeps saying it until it gets a receipt.</summary>
    public static bool WantsReceipt(NodeReport said) => said is NodeReport.Outcome or NodeReport.Aborted or NodeReport.TimedOut;

    public void Obey(NodeDuty duty, bool receipt)
    {
        if (receipt)
            ToPresence(presence => presence.Deliver(Shells.Order.Recorded, job.Id));
        var before = _duty;
        _duty = duty;
        if (duty is NodeDuty.None or NodeDuty.Reset)
        {
            if (duty is NodeDuty.Reset)
                ToPresence(presence => presence.Reset(job.Id));
            ToPresence(presence => presence.RemoveWatcher(job.Id, this));
            End();
        }
        else if (before is null && !node.CanBeEnrolled)
        {
            Report(new NodeReport.Down(DownReason.NotANodeName));
        }
        else if (before is null)
        {
            BeginWatch();
        }
        else if (duty != before)
        {
            Perform();
        }
    }

    public void Hear(NodeReport said)
    {
        _notedIdle = false;
        job.Moved(node, said, WantsReceipt(said));
    }

    public void Learn(SimNews news)
    {
        var isOther = news.From != _presence;
        if (isOther)
        {
            _presence = news.From;
            Watch(news.From, () => LosePresence(news.From));
        }

        if (news.State is not PresenceState.Online)
        {
            Miss(news);
            return;
        }

        _missing = false;
        if (news.OutcomeFollows && World.Sabotage is not Sabotage.JudgesBeforeOutcomes)
            return;
        if (MayNotWait && !news.State.IsAvailable)
        {
            Report(new NodeReport.Down(news.State.WhyNot));
            return;
        }

        if (news.Restarted && _duty is NodeDuty.Hold or NodeDuty.Run or NodeDuty.Await && news.InHand != job.Id)
        {
            Report(new NodeReport.Down(DownReason.AgentRestarted));
            return;
        }

        var first = news.Final || isOther || !_heard;
        _heard = true;
        var claim = news.InHand is not { } held ? NodeClaim.Idle : held != job.Id ? NodeClaim.Elsewhere : news.Running ? NodeClaim.Running : NodeClaim.Committed;
        var verdict = NodeClaims.Judge(_duty ?? NodeDuty.None, claim, first, news.Final, _notedIdle);
        _notedIdle = verdict.NotedIdle;
        if (verdict.Report is { } report)
            Report(report);
        if (verdict.Repeat && (World.Sabotage is not Sabotage.OrderOnce || _duty is NodeDuty.Commit))
            Perform();
    }

    private void Miss(SimNews news)
    {
        if (MayNotWait && news.Current)
            Report(new NodeReport.Down(news.State is PresenceState.Unheard ? DownReason.NeverSeen : DownReason.Offline));
        else
            StartGrace();
    }

    private void StartGrace()
    {
        if (_missing)
            return;
        _missing = true;
        var turn = ++_grace;
        Later(SimJob.Grace.TotalSeconds, () =>
        {
            if (_missing && turn == _grace)
                Report(new NodeReport.Down(DownReason.ConnectionLost));
        });
    }

    private void BeginWatch() => World.Sharding.ToPresence(Host, node, presence => presence.AddWatcher(job.Id, this));

    private void LosePresence(SimPresence lost)
    {
        if (_presence != lost)
            return;
        _presence = null;
        if (World.Sabotage is not Sabotage.NodesForgetToWatchAgain)
            Later(1 + World.UpTo(1), BeginWatch);
        StartGrace();
    }

    private void Perform()
    {
        if (_duty is NodeDuty.Commit)
            Send(Shells.Order.Commit);
        else if (_duty is NodeDuty.Run)
            Send(Shells.Order.Run);
    }

    private void Report(NodeReport what) => job.Moved(node, what, wantsReceipt: false);

    private void Send(Order order)
    {
        if (_presence is { } presence)
        {
            job.Speaks();
            Tell(presence, () => presence.Deliver(order, job.Id));
        }
    }

    private void ToPresence(Action<SimPresence> what)
    {
        job.Speaks();
        if (_presence is { } presence)
            Tell(presence, () => what(presence));
        else if (node.CanBeEnrolled)
            World.Sharding.ToPresence(Host, node, what);
    }
}
