using System.Globalization;
using System.Text.Json;
using Pushy.Server.ApiDocs;
using Pushy.Server.Gateway;
using Pushy.Server.Tests.Hosting;

namespace Pushy.Server.Tests.Gateway;

/// <summary>The shapes of answers as the API document has them: types, members that must be there, and none that it does not name.</summary>
internal sealed class DocumentedShapes(JsonElement document, RouteTable routes)
{
    public static async Task<DocumentedShapes> Of(TestServer server, RouteTable routes)
    {
        var reply = await SignedClient.Send(server.Address, "GET", ApiDocRoutes.Document, null);
        return new DocumentedShapes(JsonSerializer.Deserialize<JsonElement>(reply.Body), routes);
    }

    /// <summary>Null if an answer has the shape of its route's, else what is wrong with it. An answer that the document gives no schema may be any.</summary>
    public string? Fault(string method, string target, int status, string body)
    {
        if (!routes.TryMatch(RequestPath.Read(target), out var match) || !match.Methods.TryGetValue(method, out var route))
            return "it answers a route that is not there";
        var answers = document.GetProperty("paths").GetProperty(route.Pattern).GetProperty(method.ToLowerInvariant()).GetProperty("responses");
        if (!answers.TryGetProperty(status.ToString(CultureInfo.InvariantCulture), out var answer))
            return $"{method} {route.Pattern} does not tell of {status}";
        if (!answer.TryGetProperty("content", out var content) || !content.TryGetProperty("application/json", out var media) || !media.TryGetProperty("schema", out var schema))
            return null;
        using var json = JsonDocument.Parse(body);
        return Fault(schema, json.RootElement, "the answer");
    }

    private string? Fault(JsonElement schema, JsonElement value, string where)
    {
        if (schema.TryGetProperty("$ref", out var reference))
            return Fault(document.GetProperty("components").GetProperty("schemas").GetProperty(reference.GetString()!.Split('/')[^1]), value, where);
        if (schema.TryGetProperty("type", out var type) && !Types(type).Contains(TypeOf(value)) && !(TypeOf(value) == "integer" && Types(type).Contains("number")))
            return $"{where} is {TypeOf(value)}";
        return value.ValueKind switch
        {
            JsonValueKind.Object => FaultOfMembers(schema, value, where),
            JsonValueKind.Array when schema.TryGetProperty("items", out var items) => value.EnumerateArray().Select(item => Fault(items, item, $"an item of {where}")).FirstOrDefault(fault => fault is not null),
            _ => null,
        };
    }

    private string? FaultOfMembers(JsonElement schema, JsonElement value, string where)
    {
        if (schema.TryGetProperty("required", out var required) && required.EnumerateArray().Select(name => name.GetString()!).FirstOrDefault(name => !value.TryGetProperty(name, out _)) is { } missing)
            return $"{where} has no {missing}";
        var others = schema.TryGetProperty("additionalProperties", out var additional) ? additional : default;
        foreach (var member in value.EnumerateObject())
        {
            var known = schema.TryGetProperty("properties", out var properties) && properties.TryGetProperty(member.Name, out var own) ? own : others;
            if (known.ValueKind is JsonValueKind.Undefined or JsonValueKind.False)
                return $"{where} has {member.Name}, which is not documented";
            if (known.ValueKind is JsonValueKind.Object && Fault(known, member.Value, member.Name) is { } fault)
                return fault;
        }

        return null;
    }

    private static IEnumerable<string> Types(JsonElement type) => type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(one => one.GetString()!) : [type.GetString()!];

    private static string TypeOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.Number => value.TryGetInt64(out _) ? "integer" : "number",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        _ => "null",
    };
}
