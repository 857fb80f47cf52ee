using System.Text.Json;
using Pushy.Agent.Settings;
using Pushy.Domain.Permissions;

namespace Pushy.Agent.Jobs;

/// <summary>What an entry of a whitelist says of variables, directory, account and file of a job. What it does not say, it does not allow.</summary>
internal static class EntryExtras
{
    public static readonly string[] Fields = ["allow", "env", "dir", "users", "file"];

    private const string All = "all";

    /// <summary>Whether an entry says anything of it.</summary>
    public static bool AreStated(JsonElement entry) => entry.EnumerateObject().Any(field => Fields.Contains(field.Name));

    /// <param name="entry">An object; its other fields are not looked at.</param>
    /// <param name="userFixed">Whether the entry names the account itself.</param>
    /// <param name="where">For messages.</param>
    /// <exception cref="SettingsException">Names the field, what is wrong and what is allowed.</exception>
    public static AllowedExtras Of(JsonElement entry, bool userFixed, string where)
    {
        if (entry.TryGetProperty("allow", out var allow))
        {
            if (allow.ValueKind != JsonValueKind.String || allow.GetString() != All)
                throw new SettingsException($"{where}: allow must be \"{All}\"; for less, leave it out and use env, dir, users and file");
            if (entry.EnumerateObject().FirstOrDefault(field => field.Name != "allow" && Fields.Contains(field.Name)) is { Value.ValueKind: not JsonValueKind.Undefined } other)
                throw new SettingsException($"{where}: \"allow\": \"{All}\" has {other.Name} in it already; leave one of them out");
            return userFixed ? AllowedExtras.All with { Accounts = ExtraList.None } : AllowedExtras.All;
        }

        if (userFixed && entry.TryGetProperty("users", out _))
            throw new SettingsException($"{where}: user fixes the account, so users must be left out");
        return new(
            List(entry, "env", ExtraKind.Variable, where), List(entry, "dir", ExtraKind.Directory, where), List(entry, "users", ExtraKind.Account, where),
            Flag(entry, "file", where));
    }

    private static ExtraList List(JsonElement entry, string field, ExtraKind kind, string where)
    {
        if (!entry.TryGetProperty(field, out var value))
            return ExtraList.None;
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return value.GetBoolean() ? ExtraList.Any : ExtraList.None;
        if (value.ValueKind != JsonValueKind.Array || value.EnumerateArray().Any(one => one.ValueKind != JsonValueKind.String))
            throw new SettingsException($"{where}: {field} must be true, false or an array of texts");
        return ExtraList.TryParse(kind, [.. value.EnumerateArray().Select(one => one.GetString()!)], out var list, out var problem)
            ? list
            : throw new SettingsException($"{where}: {field}: {problem}, or true for any");
    }

    private static bool Flag(JsonElement entry, string field, string where) =>
        entry.TryGetProperty(field, out var value) && (value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? value.GetBoolean()
            : throw new SettingsException($"{where}: {field} must be true or false"));
}
