using System.Buffers;
using Pushy.Domain.Nodes;

namespace Pushy.Server.Directories;

/// <summary>Which names entries may bear. Names are compared exactly.</summary>
public static class EntryName
{
    private static readonly SearchValues<char> OrganizationCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    /// <summary>Null when allowed, else what is.</summary>
    public static string? ProblemOfOrganization(string name) =>
        name is { Length: >= 1 and <= NodeName.MaxEnrolledLength }
        && !name.AsSpan().ContainsAnyExcept(OrganizationCharacters)
        && char.IsAsciiLetterOrDigit(name[0])
            ? null
            : $"organization name {Quoted(name)} is not allowed; allowed are 1 to {NodeName.MaxEnrolledLength} letters, digits, '_' and '-', a letter or digit first";

    /// <summary>Whether a new entry may get the name: null when it may, else what is allowed.</summary>
    /// <param name="kind">What it names, for the text: user, node, client, group, key.</param>
    /// <param name="name">The name.</param>
    public static string? ProblemOfNew(string kind, string name) =>
        Problem(kind, name) ?? (new NodeName(name).CanBeGiven ? null : $"{kind} name {Quoted(name)} begins with '-', as options of commands do; allowed is any other first character");

    /// <summary>Whether an entry can have the name, from whenever it is: null when it can, else what is allowed.</summary>
    /// <param name="kind">What it names, for the text: user, node, client, group.</param>
    /// <param name="name">The name.</param>
    public static string? Problem(string kind, string name) =>
        new NodeName(name).CanBeEnrolled
            ? null
            : $"{kind} name {Quoted(name)} is not allowed; allowed are 1 to {NodeName.MaxEnrolledLength} letters, digits and '_', '.', ':', '-', and not only dots";

    /// <summary>Safe on a terminal and in a log, and not at any length.</summary>
    internal static string Quoted(string name)
    {
        const int Shown = 40;
        var cut = name.Length > Shown ? name[..Shown] + "…" : name;
        return $"'{string.Concat(cut.Select(c => char.IsControl(c) ? '?' : c))}'";
    }
}
