using System.Collections.Immutable;

namespace Pushy.Domain.Permissions;

/// <summary>One thing that a group lets its members do: these commands on these nodes, and with what beside them.</summary>
/// <param name="Command">Which commands.</param>
/// <param name="Nodes">Which nodes.</param>
public sealed record JobRule(CommandPattern Command, NodePattern Nodes)
{
    /// <summary>What a job may bring beside the command; nothing, unless the rule says so.</summary>
    public AllowedExtras Extras { get; init; } = AllowedExtras.None;
}

/// <summary>A group that makes somebody a writer of jobs, directly or through the groups in it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="HasRequestor">Whether who asks is in its own list.</param>
/// <param name="Groups">Names of the groups whose members are its members.</param>
/// <param name="Rules">What it lets its members do; null: it carries no rules and lets them do everything.</param>
public sealed record WritersGroup(string Name, bool HasRequestor, ImmutableArray<string> Groups, ImmutableArray<JobRule>? Rules = null);
