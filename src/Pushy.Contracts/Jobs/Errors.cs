namespace Pushy.Contracts.Jobs;

/// <summary>An error in the list shape: all but those of <see cref="ErrorText"/>.</summary>
/// <param name="Error">One text.</param>
public sealed record ErrorList(IReadOnlyList<string> Error);

/// <summary>An error in the string shape: a job body that is refused (400) or too large (413).</summary>
/// <param name="Error">The text.</param>
public sealed record ErrorText(string Error);
