using Pushy.Actors.Presence;
using Pushy.Domain.Nodes;

namespace Pushy.Actors.Jobs;

/// <summary>Who there is, for jobs that ask whether a node which never came is one that nobody has.</summary>
public interface INameBook
{
    /// <summary>What is known of a name. Asked for many at once it asks the database for them together.</summary>
    /// <param name="maySuggest">Asked once nobody has the name: whether to look for the nearest one, which takes longer.</param>
    Task<NameFinding> Find(NodeKey key, Func<bool> maySuggest);
}

/// <param name="IsUnknown">Whether nobody has it, for sure.</param>
/// <param name="Nearest">One that somebody has and that may have been meant; null if none is near, or nobody looked.</param>
public sealed record NameFinding(bool IsUnknown, NodeName? Nearest)
{
    /// <summary>Somebody has it, or that is not known.</summary>
    public static readonly NameFinding Known = new(false, null);
}
