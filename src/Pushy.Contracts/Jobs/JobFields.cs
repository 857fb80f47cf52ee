using System.Text.Json;

namespace Pushy.Contracts.Jobs;

/// <summary>The top-level fields of a job's body, each as the slice of its first occurrence. The body is known to be JSON.</summary>
internal readonly ref struct JobFields
{
    private static readonly string[] Known =
        ["command", "nodes", "run_timeout", "quorum", "user", "dir", "env", "file", "capture_output"];

    private readonly ReadOnlySpan<byte> _json;
    private readonly Dictionary<string, Range> _slices = new(Known.Length);

    public JobFields(ReadOnlySpan<byte> json)
    {
        _json = json;
        var reader = new Utf8JsonReader(json);
        reader.Read();
        IsObject = reader.TokenType is JsonTokenType.StartObject;
        while (IsObject && reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var name = KnownName(reader);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (name is null)
                HasUnknownKey = true;
            else
                _slices.TryAdd(name, start..(int)reader.BytesConsumed);
        }
    }

    public bool IsObject { get; }

    public bool HasUnknownKey { get; }

    /// <summary>The type of a field's value; <see cref="JsonTokenType.None"/> when absent.</summary>
    public JsonTokenType TypeOf(string name) => _slices.ContainsKey(name) ? ReaderOf(name).TokenType : JsonTokenType.None;

    /// <summary>A field's string; null when absent.</summary>
    public string? Text(string name) => _slices.ContainsKey(name) ? ReaderOf(name).GetString() : null;

    /// <summary>A number as it is written; empty when absent.</summary>
    public ReadOnlySpan<byte> Number(string name) => _slices.TryGetValue(name, out var slice) ? _json[slice] : [];

    /// <summary>An array of strings; null when absent or anything else.</summary>
    public List<string>? Texts(string name)
    {
        if (TypeOf(name) is not JsonTokenType.StartArray)
            return null;
        List<string> texts = [];
        var reader = ReaderOf(name);
        while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
        {
            if (reader.TokenType is not JsonTokenType.String)
                return null;
            texts.Add(reader.GetString()!);
        }

        return texts;
    }

    /// <summary>An object of strings in its order; null when absent or anything else.</summary>
    /// <param name="name">The field.</param>
    /// <param name="repeats">Whether a key occurs twice, after unescaping; the first one is kept.</param>
    public OrderedDictionary<string, string>? TextsByName(string name, out bool repeats)
    {
        repeats = false;
        if (TypeOf(name) is not JsonTokenType.StartObject)
            return null;
        OrderedDictionary<string, string> texts = new(StringComparer.Ordinal);
        var reader = ReaderOf(name);
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var key = reader.GetString()!;
            reader.Read();
            if (reader.TokenType is not JsonTokenType.String)
                return null;
            repeats |= !texts.TryAdd(key, reader.GetString()!);
        }

        return texts;
    }

    private static string? KnownName(in Utf8JsonReader property)
    {
        foreach (var name in Known)
        {
            if (property.ValueTextEquals(name))
                return name;
        }

        return null;
    }

    private Utf8JsonReader ReaderOf(string name)
    {
        var reader = new Utf8JsonReader(_json[_slices[name]]);
        reader.Read();
        return reader;
    }
}
