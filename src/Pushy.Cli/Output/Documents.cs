using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Pushy.Cli.Jobs;
using Pushy.Contracts.Jobs;

namespace Pushy.Cli.Output;

/// <summary>A result as text that programs read.</summary>
internal static class Documents
{
    private static readonly JsonWriterOptions Layout = new() { Indented = true, Encoder = RestContext.Wire.Options.Encoder };

    /// <param name="format">One of the two for programs.</param>
    /// <returns>With a line feed at the end.</returns>
    public static string Write(JsonNode document, OutputFormat format) => format is OutputFormat.Yaml ? Yaml.Write(document) : Json(document);

    public static string Write<T>(T value, JsonTypeInfo<T> type, OutputFormat format) => Write(JsonSerializer.SerializeToNode(value, type)!, format);

    /// <summary>Whether a format is for programs.</summary>
    public static bool IsDocument(this OutputFormat format) => format is OutputFormat.Json or OutputFormat.Yaml;

    private static string Json(JsonNode document)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, Layout))
            document.WriteTo(writer);
        return Escaped(Encoding.UTF8.GetString(bytes.GetBuffer().AsSpan(0, (int)bytes.Length))) + "\n";
    }

    /// <summary>Deceptive characters can stand in strings only, where an escape means the same.</summary>
    private static string Escaped(string json)
    {
        if (!json.Any(SafeText.IsDeceptive))
            return json;
        var safe = new StringBuilder(json.Length);
        for (var i = 0; i < json.Length; i++)
        {
            var isTag = char.IsLowSurrogate(json[i]) && i > 0 && SafeText.IsDeceptive(json[i - 1]);
            if (isTag || SafeText.IsDeceptive(json[i]))
                safe.Append(CultureInfo.InvariantCulture, $"\\u{(int)json[i]:X4}");
            else
                safe.Append(json[i]);
        }

        return safe.ToString();
    }
}
