using System.Text.Json.Serialization;

namespace Pushy.Server.Doctor;

/// <summary>How bad it is.</summary>
internal enum Level
{
    Ok,

    /// <summary>It works now, and may not for long or not under load.</summary>
    Warning,

    /// <summary>The server does not start with it, or does not work as it should.</summary>
    Problem,
}

/// <summary>What one check found.</summary>
/// <param name="Area">What was looked at: one word.</param>
/// <param name="Level">How bad it is.</param>
/// <param name="Text">What was found; no secret is in it.</param>
/// <param name="Todo">What to do about it; null where nothing is to be done.</param>
internal sealed record Finding(string Area, Level Level, string Text, string? Todo)
{
    public static Finding Ok(string area, string text) => new(area, Level.Ok, text, null);

    public static Finding Warning(string area, string text, string todo) => new(area, Level.Warning, text, todo);

    public static Finding Problem(string area, string text, string todo) => new(area, Level.Problem, text, todo);
}

/// <summary>All of them, as <c>doctor --json</c> writes them.</summary>
/// <param name="Healthy">Whether none is a problem.</param>
/// <param name="Checks">In the order in which they were made.</param>
internal sealed record DoctorDocument(bool Healthy, IReadOnlyList<Finding> Checks);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true, UseStringEnumConverter = true)]
[JsonSerializable(typeof(DoctorDocument))]
internal sealed partial class DoctorJson : JsonSerializerContext;
