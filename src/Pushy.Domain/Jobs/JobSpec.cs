using System.Collections.Immutable;
using Pushy.Domain.Nodes;

namespace Pushy.Domain.Jobs;

/// <summary>What was asked for. Fixed once submitted.</summary>
/// <param name="Id">Chosen by the gateway before the job is submitted.</param>
/// <param name="Organization">GUID of the organization, 32 hex digits.</param>
/// <param name="Command">The job command, which each node looks up in its whitelist; may be empty.</param>
/// <param name="Nodes">Distinct, in the order asked for; 1 to 100,000.</param>
/// <param name="Quorum">How many nodes must be ready before anything runs; 0 or more, may exceed the number of nodes.</param>
/// <param name="RunTimeout">Length of the running phase, for the whole job; 0 or more.</param>
/// <param name="VoteWindow">Length of the voting phase; more than 0.</param>
/// <param name="Options">How to run the command.</param>
/// <param name="RequestedBy">Name of the user or client that asked.</param>
public sealed record JobSpec(
    JobId Id,
    string Organization,
    string Command,
    ImmutableArray<NodeName> Nodes,
    int Quorum,
    TimeSpan RunTimeout,
    TimeSpan VoteWindow,
    RunOptions Options,
    string RequestedBy)
{
    /// <summary>W3C trace context of the request, <c>00-…-…-01</c>; null for a job that is not traced.</summary>
    public string? Trace { get; init; }

    /// <summary>Tells who asked from others of that name: users, clients, and those of before; null for a job of before that was kept.</summary>
    public string? StarterId { get; init; }
}

/// <summary>How to run a job's command (agent.md §5).</summary>
/// <param name="User">Account to run as; null for the agent's own.</param>
/// <param name="Dir">Working directory; null for the agent's own.</param>
/// <param name="Env">Variables to add; null when none were given.</param>
/// <param name="File">Exactly as posted, with its <c>raw:</c> or <c>base64:</c> prefix; null for none.</param>
/// <param name="CaptureOutput">Whether standard output and error are wanted.</param>
public sealed record RunOptions(
    string? User = null,
    string? Dir = null,
    ImmutableSortedDictionary<string, string>? Env = null,
    string? File = null,
    bool CaptureOutput = false);
