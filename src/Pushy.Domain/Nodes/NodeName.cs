using System.Buffers;

namespace Pushy.Domain.Nodes;

/// <summary>A node's name, as clients write it; compared exactly.</summary>
public readonly record struct NodeName(string Value)
{
    public const int MaxEnrolledLength = 255;

    private static readonly SearchValues<char> EnrolledCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.:-");

    /// <summary>
    /// Whether a node can bear this name: 1 to 255 letters, digits, <c>_ . : -</c>, and not only dots. A job may name anything; a name
    /// that no node can bear is unavailable without asking anybody.
    /// </summary>
    public bool CanBeEnrolled =>
        Value is { Length: >= 1 and <= MaxEnrolledLength }
        && !Value.AsSpan().ContainsAnyExcept(EnrolledCharacters)
        && Value.AsSpan().ContainsAnyExcept('.');

    /// <summary>Whether a new node may get this name: not if a command line would take it for an option. Nodes that have such a name keep it.</summary>
    public bool CanBeGiven => CanBeEnrolled && Value[0] != '-';

    public override string ToString() => Value;
}
