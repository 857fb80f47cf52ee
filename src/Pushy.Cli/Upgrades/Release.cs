using System.Globalization;

namespace Pushy.Cli.Upgrades;

/// <summary>A released version, as far as it matters for what may stand beside what: releases differ in their first two numbers, fixes in the third.</summary>
internal readonly record struct Release(int Major, int Minor, int Fix) : IComparable<Release>
{
    /// <summary>Reads <c>1.2.3</c>, with whatever follows after a hyphen or a plus; null: it is none.</summary>
    public static Release? TryParse(string? text)
    {
        var parts = (text ?? "").Split('+', '-')[0].Split('.');
        return parts.Length == 3 && TryParse(parts[0], out var major) && TryParse(parts[1], out var minor) && TryParse(parts[2], out var fix) ? new(major, minor, fix) : null;
    }

    /// <summary>Whether both may serve one database, or talk to each other: one release, or one and the next.</summary>
    public bool FitsBeside(Release other) => Major == other.Major && Math.Abs(Minor - other.Minor) <= 1;

    public int CompareTo(Release other) => (Major, Minor, Fix).CompareTo((other.Major, other.Minor, other.Fix));

    public static bool operator <(Release left, Release right) => left.CompareTo(right) < 0;

    public static bool operator >(Release left, Release right) => left.CompareTo(right) > 0;

    public static bool operator <=(Release left, Release right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Release left, Release right) => left.CompareTo(right) >= 0;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}.{Fix}");

    private static bool TryParse(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
