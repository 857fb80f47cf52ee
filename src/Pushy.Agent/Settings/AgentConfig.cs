using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pushy.Agent.Settings;

/// <summary>The configuration file: JSON, all of it optional; options of the command line win. <c>join</c> writes the first four.</summary>
internal sealed record AgentConfig
{
    /// <summary>Servers to go round, <c>http://</c> or <c>https://</c>.</summary>
    public string[]? Servers { get; init; }

    public string? Organization { get; init; }

    /// <summary>This machine's name as a node.</summary>
    public string? Node { get; init; }

    /// <summary>Path of the private key, PEM.</summary>
    public string? Key { get; init; }

    public string? StateDir { get; init; }

    /// <summary>Path of the whitelist.</summary>
    public string? Whitelist { get; init; }

    /// <summary>Where files of jobs go; default: <c>files/pushy</c> in the state directory.</summary>
    public string? FileDir { get; init; }

    /// <summary>File that <c>"lock": true</c> of a whitelist means.</summary>
    public string? LockFile { get; init; }

    /// <summary>Seconds between TERM and KILL, 0 to 300; default 5.</summary>
    public double? KillGrace { get; init; }

    /// <summary>Bytes kept of each output stream, 1,024 to 67,108,864; default 4,194,304.</summary>
    public int? OutputLimit { get; init; }

    /// <summary>Variables that jobs may set under their own names, all others being renamed; without it: all but those that change what is loaded.</summary>
    public string[]? AllowedOverwritableEnvVars { get; init; }

    /// <summary>How the log is written, <c>text</c> or <c>json</c>; default <c>text</c>.</summary>
    public string? LogFormat { get; init; }

    /// <summary>Path of certificates, PEM: the server's has to be of one of these authorities, and the machine's do not count. <c>join</c> keeps it.</summary>
    public string? CaFile { get; init; }

    /// <summary>Whether <c>http://</c> is used beyond this machine; default false. <c>join</c> keeps it.</summary>
    public bool? Insecure { get; init; }

    /// <exception cref="SettingsException">Names the file and the field.</exception>
    public static AgentConfig Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), AgentConfigContext.Default.AgentConfig)
                ?? throw new SettingsException($"config {path}: must be a JSON object");
        }
        catch (JsonException bad)
        {
            throw new SettingsException($"config {path}: {bad.Message}");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"config {path}: cannot be read: {unreadable.Message}");
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true,
    WriteIndented = true)]
[JsonSerializable(typeof(AgentConfig))]
internal sealed partial class AgentConfigContext : JsonSerializerContext;
