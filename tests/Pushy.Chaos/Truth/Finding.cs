namespace Pushy.Chaos.Truth;

/// <summary>A promise that was broken.</summary>
public enum FindingKind
{
    /// <summary>A job that was acknowledged is not there, or came to no end.</summary>
    Lost,

    /// <summary>A node started a job more than once, or one request became two jobs.</summary>
    Twice,

    /// <summary>A command ended, and nobody was told how.</summary>
    Missing,

    /// <summary>What was told is not what happened.</summary>
    False,

    /// <summary>A node was told unavailable, and its agent was alive and nothing was done to it.</summary>
    Unavailable,

    /// <summary>A command was cut long before its run timeout, or ran on long after it.</summary>
    Limit,
}

/// <param name="Job">Its id, or its nonce where it has none.</param>
/// <param name="Node">Null for a whole job.</param>
/// <param name="Text">What was told, and what the ledger has.</param>
public sealed record Finding(FindingKind Kind, string Job, string? Node, string Text)
{
    public override string ToString() => $"{Kind.ToString().ToUpperInvariant()} {Job}{(Node is null ? "" : " " + Node)}: {Text}";
}
