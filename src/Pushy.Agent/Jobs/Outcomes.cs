using Pushy.Agent.Supervision;
using Pushy.Contracts.Agents;
using Pushy.Domain.Jobs;

namespace Pushy.Agent.Jobs;

/// <summary>Makes messages of what a supervisor tells about an end.</summary>
internal static class Outcomes
{
    public static AgentMessage Of(JobId job, SupervisorReport told, DateTimeOffset? startedAt, DateTimeOffset endedAt, bool captured) =>
        told is { Word: SupervisorWord.Exited, ExitStatus: 0 }
            ? new AgentMessage.Succeeded(job.Value)
            {
                StartedAt = startedAt,
                EndedAt = endedAt,
                Stdout = told.Stdout,
                Stderr = told.Stderr,
                OutputTruncated = told.OutputTruncated,
            }
            : new AgentMessage.Failed(job.Value)
            {
                ExitStatus = told.ExitStatus,
                Signal = told.Signal,
                Detail = told.Detail is { } detail ? Short(detail) : null,
                StartedAt = startedAt,
                EndedAt = endedAt,
                Stdout = told.Word == SupervisorWord.StartFailed && captured ? "" : told.Stdout,
                Stderr = told.Word == SupervisorWord.StartFailed && captured ? told.Detail : told.Stderr,
                OutputTruncated = told.OutputTruncated,
            };

    public static string Describe(SupervisorReport told) => told switch
    {
        { ExitStatus: { } code } => $"ended with exit code {code}",
        { Signal: { } signal } => $"ended by signal {signal}",
        _ => $"could not be started: {told.Detail}",
    };

    /// <summary>As much of a text as a server takes over.</summary>
    public static string Short(string text) => text.Length <= AgentLinkJson.MaxDetailLength ? text : text[..AgentLinkJson.MaxDetailLength];
}
