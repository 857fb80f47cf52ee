using System.Collections.Immutable;
using Pushy.Domain.Nodes;

namespace Pushy.Domain.Permissions;

/// <summary>Whether somebody may have a command run on nodes.</summary>
public abstract record JobVerdict
{
    /// <summary>Most nodes and most groups named in a refusal.</summary>
    public const int MaxNamed = 5;

    /// <summary>Yes.</summary>
    public sealed record Allowed : JobVerdict;

    /// <summary>No group has who asks as a member.</summary>
    public sealed record NoMember : JobVerdict;

    /// <summary>No rule is about this command, on any node.</summary>
    /// <param name="Groups">The groups whose rules were looked at, at most <see cref="MaxNamed"/>.</param>
    public sealed record NoRuleForCommand(ImmutableArray<string> Groups) : JobVerdict;

    /// <summary>No rule allows the command on these nodes.</summary>
    /// <param name="Nodes">The first of them, at most <see cref="MaxNamed"/>.</param>
    /// <param name="Count">How many they are.</param>
    /// <param name="Groups">The groups whose rules were looked at, at most <see cref="MaxNamed"/>.</param>
    public sealed record NoRuleForNodes(ImmutableArray<NodeName> Nodes, int Count, ImmutableArray<string> Groups) : JobVerdict;

    /// <summary>Rules allow the command on all nodes, but not with what the job brings beside it.</summary>
    /// <param name="Extras">What is not allowed, at most <see cref="MaxNamed"/>; empty if each alone is, and no rule allows them together.</param>
    /// <param name="Nodes">The first nodes where not, at most <see cref="MaxNamed"/>; empty if on none.</param>
    /// <param name="Count">How many they are.</param>
    /// <param name="Groups">The groups whose rules were looked at, at most <see cref="MaxNamed"/>.</param>
    public sealed record NoRuleForExtras(
        ImmutableArray<JobExtra> Extras, ImmutableArray<NodeName> Nodes, int Count, ImmutableArray<string> Groups) : JobVerdict;

    private JobVerdict()
    {
    }
}
