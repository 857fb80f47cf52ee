using System.Text.Json;
using Pushy.Agent.Files;
using Pushy.Agent.Settings;
using Pushy.Domain.Permissions;

namespace Pushy.Agent.Jobs;

/// <summary>Reads a whitelist: a JSON object whose keys are commands, or regular expressions between slashes.</summary>
internal static class WhitelistFile
{
    private const int MaxBytes = 1024 * 1024;
    private static readonly TimeSpan MatchTimeout = TimeSpan.FromSeconds(1);
    private static readonly string[] Fields = ["command_line", "argv", "lock", "user", "unsafe", .. EntryExtras.Fields];

    /// <exception cref="SettingsException">Names the file and the key; also if somebody else could have written it.</exception>
    public static Whitelist Read(string path) => Parse(TrustedFile.Read("whitelist", path, MaxBytes), path);

    /// <summary>As <see cref="Read"/>, from memory.</summary>
    public static Whitelist Parse(byte[] bytes, string path)
    {
        try
        {
            using var json = JsonDocument.Parse(bytes, new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            if (json.RootElement.ValueKind != JsonValueKind.Object)
                throw new SettingsException($"whitelist {path}: must be a JSON object");
            var entries = new List<WhitelistEntry>();
            foreach (var property in json.RootElement.EnumerateObject())
            {
                var where = $"whitelist {path}: key \"{property.Name}\"";
                if (entries.Exists(e => e.Key == property.Name))
                    throw new SettingsException($"{where}: is there twice");
                entries.Add(Entry(property.Name, property.Value, where));
            }
            return new(entries);
        }
        catch (JsonException bad)
        {
            throw new SettingsException($"whitelist {path}: is not JSON: {bad.Message}");
        }
    }

    private static WhitelistEntry Entry(string key, JsonElement value, string where)
    {
        var expression = key is ['/', .., '/'] && key.Length > 2 ? key[1..^1] : null;
        var pattern = expression is null ? null : Pattern(expression, where);
        var entry = value.ValueKind switch
        {
            JsonValueKind.String => new WhitelistEntry(key, pattern, value.GetString(), null, null, null, false, AllowedExtras.None),
            JsonValueKind.Object => Detailed(key, pattern, value, where),
            _ => throw new SettingsException($"{where}: the value must be a command line or an object"),
        };
        var texts = entry.Argv ?? [entry.CommandLine!];
        if (texts[0].Length == 0 || texts.Any(t => t.Contains('\0', StringComparison.Ordinal)))
            throw new SettingsException($"{where}: the command must not be empty nor contain NUL");
        if (pattern is null)
            return entry;
        if (texts.Max(GroupReferences.Highest) is var highest && highest >= pattern.Groups)
            throw new SettingsException($@"{where}: \{highest} refers to a group that the expression does not have");
        if (entry is { CommandLine: { } line, Unsafe: false } && ReferencePlaces.Fault(line) is { } fault)
            throw new SettingsException($"{where}: {fault}");
        return value.ValueKind == JsonValueKind.Object && !EntryExtras.AreStated(value) && WholeCommand.Passes(expression, entry)
            ? entry with { Extras = AllowedExtras.All }
            : entry;
    }

    private static WhitelistEntry Detailed(string key, CommandExpression? pattern, JsonElement value, string where)
    {
        string? commandLine = null, user = null, lockFile = null;
        string[]? argv = null;
        var @unsafe = false;
        foreach (var field in value.EnumerateObject())
        {
            var of = field.Value;
            switch (field.Name, of.ValueKind)
            {
                case ("command_line", JsonValueKind.String): commandLine = of.GetString(); break;
                case ("user", JsonValueKind.String): user = of.GetString(); break;
                case ("unsafe", JsonValueKind.True or JsonValueKind.False): @unsafe = of.GetBoolean(); break;
                case ("lock", JsonValueKind.True): lockFile = ""; break;
                case ("lock", JsonValueKind.False): lockFile = null; break;
                case ("lock", JsonValueKind.String) when Path.IsPathRooted(of.GetString()): lockFile = of.GetString(); break;
                case ("argv", JsonValueKind.Array) when of.GetArrayLength() > 0 && of.EnumerateArray().All(a => a.ValueKind == JsonValueKind.String):
                    argv = [.. of.EnumerateArray().Select(a => a.GetString()!)];
                    break;
                case var (name, _) when EntryExtras.Fields.Contains(name):
                    break;
                default:
                    throw new SettingsException(Fields.Contains(field.Name)
                        ? $"{where}: {field.Name} must be {Allowed(field.Name)}"
                        : $"{where}: there is no field {field.Name}; there are {string.Join(", ", Fields)}");
            }
        }
        if (commandLine is null == argv is null)
            throw new SettingsException($"{where}: needs either command_line or argv");
        return new(key, pattern, commandLine, argv, lockFile, user, @unsafe, EntryExtras.Of(value, user is not null, where));
    }

    private static string Allowed(string field) => field switch
    {
        "argv" => "an array of at least one text",
        "lock" => "true, false or an absolute path",
        "unsafe" => "true or false",
        _ => "a text",
    };

    private static CommandExpression Pattern(string expression, string where)
    {
        try
        {
            return CommandExpression.Parse(expression, MatchTimeout, backtracking: true);
        }
        catch (ArgumentException bad)
        {
            throw new SettingsException($"{where}: is not a regular expression: {bad.Message}");
        }
    }
}
