using System.Text.Json.Serialization;
using Pushy.Contracts.Agents;

namespace Pushy.Agent.Supervision;

/// <summary>
/// What a supervisor gets from its agent, a line each: rehearsals, which are answered, and one order that is carried out; then comes only the line
/// <c>abort</c>, or the end of the agent.
/// </summary>
/// <param name="Argv">What to execute; the first is looked up in the PATH of <paramref name="Env"/>.</param>
/// <param name="Env">The whole environment.</param>
/// <param name="OutputLimit">Bytes kept of each stream.</param>
/// <param name="KillGraceMilliseconds">Between TERM and KILL.</param>
internal sealed record LaunchOrder(string[] Argv, Dictionary<string, string> Env, int OutputLimit, int KillGraceMilliseconds)
{
    /// <summary>Whether only to try what a start needs.</summary>
    public bool IsRehearsal { get; init; }

    /// <summary>True path of the working directory; null for the agent's.</summary>
    public string? Dir { get; init; }

    /// <summary>File for standard output; null if output is not captured.</summary>
    public string? StdoutFile { get; init; }

    /// <summary>File for standard error, likewise.</summary>
    public string? StderrFile { get; init; }

    /// <summary>Account to become; null to stay.</summary>
    public Credentials? Become { get; init; }

    /// <summary>Seconds that the command may run; null: for ever.</summary>
    public long? RunSeconds { get; init; }

    /// <summary>Folder of the job's own cgroup; null where there is none.</summary>
    public string? Cgroup { get; init; }
}

internal sealed record Credentials(uint Uid, uint Gid, uint[] Groups);

internal enum SupervisorWord
{
    /// <summary>Nothing stands in the way of a start. The other answer to a rehearsal is <see cref="StartFailed"/>.</summary>
    Ready,
    Started,
    StartFailed,
    Exited,
    Killed,

    /// <summary>Killed, too, because it had run for as long as it may: nobody asked for it.</summary>
    TimedOut,
}

/// <summary>What a supervisor tells, one line each: started, and then how it ended; or at once that it could not be started.</summary>
internal sealed record SupervisorReport(SupervisorWord Word)
{
    public int? ExitStatus { get; init; }

    public int? Signal { get; init; }

    public string? Detail { get; init; }

    /// <summary>Null if output is not captured.</summary>
    public StreamEnd? Stdout { get; init; }

    /// <summary>Null if output is not captured.</summary>
    public StreamEnd? Stderr { get; init; }
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(LaunchOrder))]
[JsonSerializable(typeof(SupervisorReport))]
internal sealed partial class SupervisorContext : JsonSerializerContext;
