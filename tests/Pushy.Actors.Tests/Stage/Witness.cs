using System.Collections.Concurrent;
using Akka.Actor;
using Pushy.Actors.Jobs;
using Pushy.Actors.Presence;
using Pushy.Contracts.Agents;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Actors.Tests.Stage;

/// <summary>Looks at each word to an agent the moment it goes out, and at answers: what they tell or follow from must be in the journal by then.</summary>
internal sealed class Witness(ActorSystem system)
{
    private readonly ConcurrentQueue<string> _early = new();

    /// <summary>What was said before the journal had it.</summary>
    public IReadOnlyCollection<string> Early => _early;

    public void Sees(NodeName node, byte[] frame)
    {
        var said = AgentLinkJson.ReadFromServer(frame);
        var wellFounded = said switch
        {
            ServerMessage.Commit(var job, _) => StateOf(job) is JobState.Known,
            ServerMessage.Run(var job) => Events(job).Any(written => written is JobEvent.QuorumReached),
            ServerMessage.Recorded(var job) => IsOver(job, node),
            ServerMessage.Abort(Newcomers.Question) => true,   // of no job
            ServerMessage.Abort({ } job) => IsOver(job, node),
            _ => true,
        };
        if (!wellFounded)
            _early.Enqueue($"{node} was told {said}");
    }

    /// <summary>An answer tells of a state that the journal has or has had.</summary>
    public void Sees(JobId job, JobReply answer)
    {
        var state = JobState.Initial;
        var shown = Shape(answer.State);
        if (shown == Shape(state))
            return;
        foreach (var written in Events(job.Value))
        {
            state = Job.Evolve(state, written);
            if (shown == Shape(state))
                return;
        }

        _early.Enqueue($"an answer told of {shown}");
    }

    public JobState StateOf(string job) => Events(job).Aggregate(JobState.Initial, Job.Evolve);

    private bool IsOver(string job, NodeName node) => (StateOf(job) as JobState.Known)?.Nodes.Find(node) is not { Ending: null };

    private IEnumerable<JobEvent> Events(string job) => JournalControl.Of(system).Rows(system, "job-" + job).SelectMany(row => row.Events);

    private static string Shape(JobState state) => state is JobState.Known job
        ? $"{job.Status()} {string.Join(", ", job.Spec.Nodes.Select(node => $"{node} {job.Nodes.Find(node)!.State}"))}"
        : "no job";
}
