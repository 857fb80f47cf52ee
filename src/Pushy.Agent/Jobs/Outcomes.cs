using Pushy.Agent.Supervision;
using Pushy.Contracts.Agents;
using Pushy.Domain.Jobs;

namespace Pushy.Agent.Jobs;

/// <summary>Makes messages of what a supervisor tells about an end.</summary>
internal static class Outcomes
{
    public const string RanTooLong = "the command had run for as long as the job may, and was ended by the agent";

    public static AgentMessage Of(JobId job, SupervisorReport told, DateTimeOffset? startedAt, DateTimeOffset endedAt, bool captured) =>
        told is { Word: SupervisorWord.TimedOut }
            ? new AgentMessage.Aborted(job.Value) { TimedOut = true, Detail = RanTooLong }
            : told is { Word: SupervisorWord.Exited, ExitStatus: 0 }
            ? new AgentMessage.Succeeded(job.Value)
            {
                StartedAt = startedAt,
                EndedAt = endedAt,
                StdoutEnd = told.Stdout,
                StderrEnd = told.Stderr,
            }
            : new AgentMessage.Failed(job.Value)
            {
                ExitStatus = told.ExitStatus,
                Signal = told.Signal,
                Detail = Short(told.Detail),
                StartedAt = startedAt,
                EndedAt = endedAt,
                Stdout = told.Word == SupervisorWord.StartFailed && captured ? "" : null,
                Stderr = told.Word == SupervisorWord.StartFailed && captured ? told.Detail : null,
                StdoutEnd = told.Stdout,
                StderrEnd = told.Stderr,
            };

    /// <summary>The same outcome with other ends of its output.</summary>
    public static IOutcome Ending(IOutcome outcome, StreamEnd stdout, StreamEnd stderr) => outcome switch
    {
        AgentMessage.Succeeded done => done with { StdoutEnd = stdout, StderrEnd = stderr },
        AgentMessage.Failed done => done with { StdoutEnd = stdout, StderrEnd = stderr },
        _ => throw new InvalidOperationException($"{outcome.GetType().Name} has no output"),
    };

    public static string Describe(SupervisorReport told) => told switch
    {
        { ExitStatus: { } code } => $"ended with exit code {code}",
        { Signal: { } signal } => $"ended by signal {signal}",
        { Word: SupervisorWord.TimedOut, Detail: var left } => $"had run for as long as it may; its processes are dead{(left is null ? "" : ", except that " + left)}",
        _ => $"could not be started: {told.Detail}",
    };

    /// <summary>As much of a text as a server takes over.</summary>
    public static string? Short(string? text) => text is { Length: > AgentLinkJson.MaxDetailLength } ? text[..AgentLinkJson.MaxDetailLength] : text;
}
