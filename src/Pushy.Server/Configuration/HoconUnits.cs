using System.Buffers;
using System.Globalization;

namespace Pushy.Server.Configuration;

/// <summary>HOCON's units of time and size.</summary>
internal static class HoconUnits
{
    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.");

    public static bool TryReadDuration(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        if (!TrySplit(text, out var number, out var unit))
            return false;
        var ticks = unit switch
        {
            "us" or "microsecond" or "microseconds" => TimeSpan.TicksPerMicrosecond,
            "ms" or "millisecond" or "milliseconds" => TimeSpan.TicksPerMillisecond,
            "s" or "second" or "seconds" => TimeSpan.TicksPerSecond,
            "m" or "minute" or "minutes" => TimeSpan.TicksPerMinute,
            "h" or "hour" or "hours" => TimeSpan.TicksPerHour,
            "d" or "day" or "days" => TimeSpan.TicksPerDay,
            _ => 0, // HOCON would take a bare number as milliseconds; "60" meant as seconds is too easy a mistake
        };
        if (ticks == 0 || number * ticks > long.MaxValue)
            return false;
        duration = TimeSpan.FromTicks((long)(number * ticks));
        return true;
    }

    public static bool TryReadBytes(string text, out long bytes)
    {
        bytes = 0;
        if (!TrySplit(text, out var number, out var unit))
            return false;
        var factor = unit switch
        {
            "" or "b" or "B" or "byte" or "bytes" => 1,
            "kB" or "KB" or "kilobyte" or "kilobytes" => 1000,
            "k" or "K" or "KiB" or "Ki" or "kibibyte" or "kibibytes" => 1024,
            "MB" or "megabyte" or "megabytes" => 1000 * 1000,
            "m" or "M" or "MiB" or "Mi" or "mebibyte" or "mebibytes" => 1024 * 1024,
            "GB" or "gigabyte" or "gigabytes" => 1000 * 1000 * 1000,
            "g" or "G" or "GiB" or "Gi" or "gibibyte" or "gibibytes" => 1024 * 1024 * 1024,
            _ => 0,
        };
        if (factor == 0 || number * factor > long.MaxValue)
            return false;
        bytes = (long)(number * factor);
        return true;
    }

    public static string Write(TimeSpan duration) => duration switch
    {
        _ when duration.Ticks % TimeSpan.TicksPerSecond != 0 => string.Create(CultureInfo.InvariantCulture, $"{(long)duration.TotalMilliseconds}ms"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(long)duration.TotalSeconds}s"),
    };

    /// <summary>A decimal number with at most 12 digits, so that no product overflows, and what follows it.</summary>
    private static bool TrySplit(string text, out decimal number, out string unit)
    {
        var trimmed = text.AsSpan().Trim();
        var end = trimmed.IndexOfAnyExcept(NumberCharacters);
        var digits = end < 0 ? trimmed : trimmed[..end];
        unit = end < 0 ? "" : trimmed[end..].Trim().ToString();
        number = 0;
        return digits.Length is > 0 and <= 12
            && decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);
    }
}
