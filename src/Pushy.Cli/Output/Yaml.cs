using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pushy.Cli.Output;

/// <summary>JSON as YAML 1.2 in block form. A text that could be taken for anything else is written in double quotes, as JSON has it.</summary>
internal static class Yaml
{
    private const int Indent = 2;

    public static string Write(JsonNode document)
    {
        var text = new StringBuilder();
        WriteBlock(text, document, 0);
        return text.ToString();
    }

    private static void WriteBlock(StringBuilder text, JsonNode? node, int depth)
    {
        switch (node)
        {
            case JsonObject { Count: > 0 } members:
                foreach (var (name, value) in members)
                {
                    text.Append(' ', depth * Indent).Append(Scalar(name)).Append(':');
                    WriteValue(text, value, depth + 1);
                }

                break;
            case JsonArray { Count: > 0 } items:
                foreach (var item in items)
                {
                    text.Append(' ', depth * Indent).Append('-');
                    if (item is JsonObject { Count: > 0 } or JsonArray { Count: > 0 })
                    {
                        // The first member stands behind the dash, where its indentation would be.
                        var inner = new StringBuilder();
                        WriteBlock(inner, item, depth + 1);
                        text.Append(' ').Append(inner.ToString(), (depth + 1) * Indent, inner.Length - (depth + 1) * Indent);
                    }
                    else
                    {
                        WriteValue(text, item, depth + 1);
                    }
                }

                break;
            default:
                text.Append(Inline(node)).Append('\n');
                break;
        }
    }

    private static void WriteValue(StringBuilder text, JsonNode? value, int depth)
    {
        if (value is JsonObject { Count: > 0 } or JsonArray { Count: > 0 })
        {
            text.Append('\n');
            WriteBlock(text, value, depth);
        }
        else
        {
            text.Append(' ').Append(Inline(value)).Append('\n');
        }
    }

    private static string Inline(JsonNode? value) => value switch
    {
        null => "null",
        JsonObject => "{}",
        JsonArray => "[]",
        _ when value.GetValueKind() is JsonValueKind.String => Scalar(value.GetValue<string>()),
        _ => value.ToJsonString(),
    };

    private static string Scalar(string text) => IsPlain(text) ? text : $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.Default)}\"";

    /// <summary>Letters first, then nothing that has a meaning anywhere; and no word that is a value.</summary>
    private static bool IsPlain(string text) =>
        text.Length > 0 && (char.IsAsciiLetter(text[0]) || text[0] is '/' or '_') && text[^1] != ' ' &&
        text.All(c => char.IsAsciiLetterOrDigit(c) || c is ' ' or '_' or '-' or '.' or '/' or '+' or '=') &&
        text.ToLowerInvariant() is not ("true" or "false" or "null" or "yes" or "no" or "on" or "off" or "y" or "n");
}
