using System.Text.Json;

namespace Pushy.Cli.Api;

/// <summary>Reads the two shapes of error bodies.</summary>
internal static class ErrorAnswer
{
    /// <returns><c>: text</c>, or nothing when the body has neither shape.</returns>
    public static string Text(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            if (json.RootElement.ValueKind is not JsonValueKind.Object || !json.RootElement.TryGetProperty("error", out var error))
                return "";
            return error.ValueKind is JsonValueKind.Array
                ? $": {string.Join("; ", error.EnumerateArray())}"
                : $": {error}";
        }
        catch (JsonException)
        {
            return "";
        }
    }
}
