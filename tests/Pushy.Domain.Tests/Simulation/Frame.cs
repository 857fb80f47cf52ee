using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Domain.Tests.Simulation;

/// <summary>What an agent sends.</summary>
internal abstract record Frame
{
    /// <param name="Job">In hand.</param>
    /// <param name="Running">Whether it runs; else committed, if there is a job.</param>
    /// <param name="Outcomes">Kept without receipt.</param>
    public record Beat(JobId? Job, bool Running, IReadOnlyCollection<JobId> Outcomes) : Frame;

    /// <summary>First on every link.</summary>
    public sealed record Hello(string Incarnation, JobId? Job, bool Running, IReadOnlyCollection<JobId> Outcomes) : Beat(Job, Running, Outcomes);

    public sealed record Said(NodeReport What, JobId? Job) : Frame;
}
