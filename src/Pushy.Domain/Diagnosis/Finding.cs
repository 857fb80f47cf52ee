namespace Pushy.Domain.Diagnosis;

/// <summary>How much a finding matters.</summary>
public enum FindingLevel
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>A reason why the node does not answer, or will not soon.</summary>
    Problem,

    /// <summary>Something that the server cannot know.</summary>
    Unknown,

    /// <summary>Something that was, and that says nothing about now.</summary>
    Note,
}

/// <summary>One thing that there is to say of a node.</summary>
/// <param name="Text">Whole sentences.</param>
/// <param name="Remedy">What to do about it; null: nothing.</param>
public sealed record Finding(FindingLevel Level, string Text, string? Remedy = null)
{
    internal static Finding Ok(string text, string? remedy = null) => new(FindingLevel.Ok, text, remedy);

    internal static Finding Problem(string text, string? remedy = null) => new(FindingLevel.Problem, text, remedy);

    internal static Finding Note(string text, string? remedy = null) => new(FindingLevel.Note, text, remedy);

    internal static Finding Unknown(string text, string? remedy = null) => new(FindingLevel.Unknown, text, remedy);
}
