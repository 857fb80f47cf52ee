namespace Pushy.Contracts.Jobs;

/// <summary>A node's presence (rest-api.md §8); both dialects have the same.</summary>
/// <param name="NodeName">The node's name.</param>
/// <param name="Status"><c>online</c> or <c>offline</c>; null in the list form, which has none.</param>
/// <param name="Availability"><c>available</c> or <c>unavailable</c>.</param>
public sealed record NodeStateDocument(string NodeName, string? Status, string Availability);
