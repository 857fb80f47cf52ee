using System.Globalization;

namespace Pushy.Server.Configuration;

/// <summary>Reads settings as what they mean. Problems gather, so that one start names them all.</summary>
public sealed class SettingReader(IConfiguration settings)
{
    private readonly List<string> _problems = [];

    public IReadOnlyList<string> Problems => _problems;

    public string Text(string key) => settings[key.Replace('.', ':')] ?? "";

    public int Number(string key, int min, int max)
    {
        if (int.TryParse(Text(key), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max)
            return number;
        Problem(key, $"'{Shown(key)}' is not allowed; allowed are whole numbers from {min} to {max}");
        return min;
    }

    /// <summary>A size in bytes.</summary>
    public int Bytes(string key, int min, int max)
    {
        if (HoconUnits.TryReadBytes(Text(key), out var bytes) && bytes >= min && bytes <= max)
            return (int)bytes;
        Problem(key, $"'{Shown(key)}' is not allowed; allowed are sizes from {min} to {max} bytes, such as {min}, 64KiB or 1MB");
        return min;
    }

    public TimeSpan Duration(string key, TimeSpan min, TimeSpan max)
    {
        if (HoconUnits.TryReadDuration(Text(key), out var duration) && duration >= min && duration <= max)
            return duration;
        Problem(key, $"'{Shown(key)}' is not allowed; allowed are lengths of time from {HoconUnits.Write(min)} to {HoconUnits.Write(max)}, with a unit: ms, s, m, h, d");
        return min;
    }

    public TimeSpan WholeSeconds(string key, TimeSpan min, TimeSpan max)
    {
        var duration = Duration(key, min, max);
        if (duration.Ticks % TimeSpan.TicksPerSecond != 0)
            Problem(key, "allowed are whole seconds");
        return duration;
    }

    public bool Flag(string key)
    {
        switch (Text(key).ToUpperInvariant())
        {
            case "TRUE" or "ON" or "YES": return true;
            case "FALSE" or "OFF" or "NO": return false;
            default:
                Problem(key, $"'{Shown(key)}' is not allowed; allowed are true and false");
                return false;
        }
    }

    /// <summary>One of a few words, in any case.</summary>
    public T Choice<T>(string key)
        where T : struct, Enum
    {
        var text = Text(key);
        foreach (var choice in Enum.GetValues<T>())
        {
            if (choice.ToString().Equals(text, StringComparison.OrdinalIgnoreCase))
                return choice;
        }

        var allowed = string.Join(", ", Enum.GetNames<T>().Select(name => name.ToLowerInvariant()));
        Problem(key, $"'{Shown(key)}' is not allowed; allowed are {allowed}");
        return default;
    }

    public void Problem(string key, string problem) => _problems.Add($"{key}: {problem}");

    private string Shown(string key) => Text(key) is { Length: <= 100 } text ? text : Text(key)[..100] + "…";
}
