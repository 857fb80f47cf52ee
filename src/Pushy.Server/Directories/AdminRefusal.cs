namespace Pushy.Server.Directories;

/// <summary>What kind of problem kept a change of the directory from being made.</summary>
public enum AdminProblem
{
    /// <summary>A name or value is not allowed.</summary>
    Invalid,

    /// <summary>What it is about is not there.</summary>
    Missing,

    /// <summary>The name is taken.</summary>
    Exists,

    /// <summary>It would leave the directory in a state that nobody wants.</summary>
    Forbidden,

    /// <summary>Somebody else changed the same at the same time.</summary>
    Conflict,
}

/// <summary>Why a change of the directory was not made.</summary>
/// <param name="Text">For people.</param>
/// <param name="Problem">For programs.</param>
/// <param name="Hint">Which admin command helps; null: none.</param>
public sealed record AdminRefusal(string Text, AdminProblem Problem = AdminProblem.Invalid, string? Hint = null)
{
    internal static AdminRefusal NoOrganization(string name) => new($"there is no organization '{name}'", AdminProblem.Missing, "'org create' makes one");

    internal static AdminRefusal NoUser(string name) => new($"there is no user '{name}'", AdminProblem.Missing, "'user create' makes one");

    internal static AdminRefusal TooManyJoinTokens { get; } = new(
        $"there are {Joining.JoinTokens.MaxTokens} join tokens, which is the most; those that ended are forgotten after {Joining.JoinTokens.ForgetAfter.TotalDays} days", AdminProblem.Conflict);

    internal static AdminRefusal NoMember(string name, string organization) =>
        new($"there is no user '{name}' in organization '{organization}'", AdminProblem.Missing);

    internal static AdminRefusal NoClient(string name, string organization) =>
        new($"there is no client or node '{name}' in organization '{organization}'", AdminProblem.Missing);

    internal static AdminRefusal NoGroup(string name, string organization) =>
        new($"there is no group '{name}' in organization '{organization}'", AdminProblem.Missing, "'group create' makes one");
}
