using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Pushy.Domain.Permissions;

/// <summary>Which variables, directories or accounts jobs may bring: none, some by name, or any.</summary>
public sealed class ExtraList
{
    /// <summary>Most names of one list.</summary>
    public const int MaxNames = 100;

    /// <summary>Longest text of a list, in characters.</summary>
    public const int MaxLength = 1000;

    private const string AnyText = "*";

    private readonly bool _any;

    private ExtraList(bool any, ImmutableArray<string> names) => (_any, Names) = (any, names);

    /// <summary>Nothing: what a list is that nobody wrote.</summary>
    public static ExtraList None { get; } = new(false, []);

    /// <summary>Everything.</summary>
    public static ExtraList Any { get; } = new(true, []);

    /// <summary>The names; a <c>*</c> at the end of one stands for any further characters.</summary>
    public ImmutableArray<string> Names { get; }

    public bool IsAny => _any;

    public bool IsNone => !_any && Names.IsEmpty;

    /// <param name="kind">What the names are of; not <see cref="ExtraKind.File"/>.</param>
    /// <param name="names">Names, without or with <c>*</c> at the end of variables and directories.</param>
    /// <param name="list">What they mean together.</param>
    /// <param name="problem">Which is none, and what is allowed.</param>
    public static bool TryParse(ExtraKind kind, IReadOnlyCollection<string> names, [NotNullWhen(true)] out ExtraList? list, [NotNullWhen(false)] out string? problem)
    {
        list = null;
        problem = names.Count > MaxNames || names.Sum(name => name.Length + 1) > MaxLength
            ? $"there may be at most {MaxNames} names, {MaxLength} characters together"
            : names.Where(name => !IsName(kind, name)).Select(name => $"'{name}' is not one; {Allowed(kind)}").FirstOrDefault();
        if (problem is not null)
            return false;
        list = new ExtraList(false, [.. names]);
        return true;
    }

    /// <summary>As <see cref="ToString"/> wrote it.</summary>
    public static bool TryRead(ExtraKind kind, string text, [NotNullWhen(true)] out ExtraList? list, [NotNullWhen(false)] out string? problem)
    {
        (list, problem) = (text == AnyText ? Any : None, null);
        return text is AnyText or "" || TryParse(kind, text.Split(','), out list, out problem);
    }

    /// <summary>
    /// Whether a name is in it. A directory is compared as text: whoever asks gives its true path, and one that is written in
    /// a roundabout way is in no list.
    /// </summary>
    public bool Has(ExtraKind kind, string name)
    {
        if (_any)
            return true;
        if (kind == ExtraKind.Directory && !IsPlainPath(name))
            return false;
        foreach (var one in Names)
        {
            if (one is [.. var start, '*'] ? name.StartsWith(start, StringComparison.Ordinal) : name == one)
                return true;
        }

        return false;
    }

    /// <summary><c>*</c> for any; names with commas between; empty for none.</summary>
    public override string ToString() => _any ? AnyText : string.Join(',', Names);

    /// <summary>Absolute, and without empty, <c>.</c> and <c>..</c> parts.</summary>
    public static bool IsPlainPath(string path) =>
        path == "/" || (path is ['/', .. var rest] && rest.Split('/').All(part => part is not ("" or "." or "..")) && !path.Any(char.IsControl));

    private static bool IsName(ExtraKind kind, string name) => kind switch
    {
        ExtraKind.Variable => name is [(>= 'A' and <= 'Z') or (>= 'a' and <= 'z') or '_', ..]
            && name.AsSpan().TrimEnd('*') is var stem && name.Length - stem.Length <= 1 && stem.IndexOfAnyExcept(Letters) < 0,
        ExtraKind.Directory => !name.AsSpan(0, Math.Max(0, name.Length - 1)).Contains('*') && !name.Contains(',', StringComparison.Ordinal)
            && IsPlainPath(name is [.., '*'] ? name[..^1] + "x" : name),
        ExtraKind.Account => name.Length > 0 && !name.Any(c => char.IsControl(c) || c is '*' or ',' or ' '),
        _ => false,
    };

    private static readonly System.Buffers.SearchValues<char> Letters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");

    private static string Allowed(ExtraKind kind) => kind switch
    {
        ExtraKind.Variable => "a variable has letters, digits and _, and may end with * for any further characters",
        ExtraKind.Directory => "a directory is an absolute path without empty, . and .. parts and without commas, and may end with * for any further characters",
        _ => "an account has neither blanks, commas nor *",
    };
}
