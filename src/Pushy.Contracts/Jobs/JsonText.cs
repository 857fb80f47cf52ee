using System.Text.Json;
using System.Text.Unicode;

namespace Pushy.Contracts.Jobs;

/// <summary>Whether bytes are JSON through and through, so that later reading cannot fail half-way.</summary>
internal static class JsonText
{
    /// <summary>One value of at most 64 levels, in valid UTF-8, whose strings have no half of a surrogate pair.</summary>
    public static bool IsValid(ReadOnlySpan<byte> json)
    {
        if (!Utf8.IsValid(json))
            return false;
        try
        {
            var reader = new Utf8JsonReader(json);
            while (reader.Read())
            {
                // Escapes are looked at only when a string is taken out.
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped)
                    _ = reader.GetString();
            }

            return true;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return false;
        }
    }
}
