using System.Globalization;
using System.Text.Json;
using Pushy.Server.Gateway;

namespace Pushy.Server.Directories.Rest;

/// <summary>The fields of a body, read one by one. The first problem is the answer; a field that a request does not have is one.</summary>
internal sealed class BodyFields
{
    private const int MaxTextLength = 255;
    private const string Never = "infinity";
    private const string DateShape = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private readonly JsonElement _object;
    private string? _problem;

    private BodyFields(JsonElement whole) => _object = whole;

    /// <summary>What a body says, or what is wrong with it.</summary>
    /// <param name="body">Its bytes.</param>
    /// <param name="allowed">Names of the fields that it may have.</param>
    /// <param name="make">Makes what the handler wants.</param>
    public static BodyReading Read(ReadOnlyMemory<byte> body, IReadOnlyList<string> allowed, Func<BodyFields, object> make)
    {
        try
        {
            using var json = JsonDocument.Parse(body, Strict);
            if (json.RootElement.ValueKind != JsonValueKind.Object)
                return Invalid("the body is not a JSON object");
            foreach (var field in json.RootElement.EnumerateObject().Where(field => !allowed.Contains(field.Name)))
                return Invalid($"{EntryName.Quoted(field.Name)}: this request has no such field; allowed are {string.Join(", ", allowed.Select(name => $"'{name}'"))}");
            var fields = new BodyFields(json.RootElement);
            var made = make(fields);
            return fields._problem is { } problem ? Invalid(problem) : new BodyReading.Valid(made);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return Invalid("invalid JSON"); // the second kind: half of a surrogate pair
        }
    }

    /// <summary>A string, or null when the field is not there or null.</summary>
    public string? Text(string field)
    {
        if (!TryGet(field, out var value))
            return null;
        if (value.ValueKind == JsonValueKind.String && value.GetString() is { Length: <= MaxTextLength } text && !text.Any(char.IsControl))
            return text;
        Fail(field, $"allowed are strings of at most {MaxTextLength} characters without control characters");
        return null;
    }

    /// <summary>The name that a new entry shall bear; clients write it in one of two fields.</summary>
    public string Name(string field, string otherField)
    {
        if (Optional(field, otherField) is { Length: > 0 } name)
            return name;
        Fail(field, "it is needed");
        return "";
    }

    /// <summary>A name that may be left out.</summary>
    public string? Optional(string field, string otherField)
    {
        var (one, other) = (Text(field), Text(otherField));
        if (one is not null && other is not null && one != other)
            Fail(field, $"it is not the same as '{otherField}'");
        return one ?? other;
    }

    public bool? Flag(string field)
    {
        if (!TryGet(field, out var value))
            return null;
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return value.GetBoolean();
        Fail(field, "allowed are true and false");
        return null;
    }

    /// <summary>An array of strings, or null when the field is not there or null.</summary>
    public IReadOnlyList<string>? Names(string field) => TryGet(field, out var value) ? Names(field, value) : null;

    /// <summary>The fields of an object in a field; null when it is not there or not an object.</summary>
    public BodyFields? Inner(string field, IReadOnlyList<string> allowed)
    {
        if (!TryGet(field, out var value) || value.ValueKind != JsonValueKind.Object)
            return null;
        if (value.EnumerateObject().Any(inner => !allowed.Contains(inner.Name)))
            Fail(field, $"it may have {string.Join(", ", allowed.Select(name => $"'{name}'"))}");
        return new BodyFields(value);
    }

    /// <summary>The public half that is given, or that one shall be made, or neither.</summary>
    public KeyWish KeyWish()
    {
        var create = Flag("create_key");
        if (!TryGet("public_key", out var value))
            return new KeyWish(null, create);
        if (create == true)
            Fail("public_key", "give it, or 'create_key' true, not both");
        if (value.ValueKind != JsonValueKind.String)
            Fail("public_key", "allowed is a string, PEM");
        else if (!PublicKeyText.TryRead(value.GetString()!, out var pem, out var problem))
            Fail("public_key", problem);
        else
            return new KeyWish(pem, create);
        return new KeyWish(null, create);
    }

    /// <summary>When a key ends: a moment in UTC, or null for never; not given, when the field is not there.</summary>
    public (bool IsGiven, DateTimeOffset? At) Expiration(string field)
    {
        if (Text(field) is not { } text)
            return (false, null);
        if (text == Never)
            return (true, null);
        if (DateTimeOffset.TryParseExact(text, DateShape, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at))
            return (true, at);
        Fail(field, $"allowed are '{Never}' and moments in UTC such as 2030-12-31T23:59:59Z");
        return (true, null);
    }

    public static string Write(DateTimeOffset? expiration) => expiration?.UtcDateTime.ToString(DateShape, CultureInfo.InvariantCulture) ?? Never;

    public void Fail(string field, string problem) => _problem ??= $"'{field}': {problem}";

    /// <summary>Takes over what was wrong inside.</summary>
    public void Check(BodyFields inner) => _problem ??= inner._problem;

    private IReadOnlyList<string>? Names(string field, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(one => one.ValueKind == JsonValueKind.String))
            return [.. value.EnumerateArray().Select(one => one.GetString()!)];
        Fail(field, "allowed are arrays of names");
        return null;
    }

    private bool TryGet(string field, out JsonElement value) => _object.TryGetProperty(field, out value) && value.ValueKind != JsonValueKind.Null;

    private static BodyReading.Invalid Invalid(string problem) => new(Refusal.Body(problem));
}

/// <param name="PublicKeyPem">Public half that was given, as we store it; null: none.</param>
/// <param name="Create">Whether one shall be made; null: not said.</param>
internal sealed record KeyWish(string? PublicKeyPem, bool? Create);
