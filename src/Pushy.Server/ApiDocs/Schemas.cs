using System.Text.Json.Nodes;

namespace Pushy.Server.ApiDocs;

/// <summary>JSON schemas of request bodies, which have readers of their own and so no type to take a schema from.</summary>
internal static class Schemas
{
    public static JsonObject Object(string[] required, params (string Name, JsonObject Schema)[] properties) => new()
    {
        ["type"] = "object",
        ["required"] = new JsonArray([.. required.Select(name => (JsonNode)name)]),
        ["properties"] = new JsonObject(properties.Select(one => KeyValuePair.Create(one.Name, (JsonNode?)one.Schema))),
        ["additionalProperties"] = false,
    };

    public static JsonObject Text(string description) => Of("string", description);

    public static JsonObject Number(string description) => Of("integer", description);

    public static JsonObject Flag(string description) => Of("boolean", description);

    public static JsonObject ListOf(JsonObject item, string description)
    {
        var schema = Of("array", description);
        schema["items"] = item;
        return schema;
    }

    public static JsonObject MapOfTexts(string description)
    {
        var schema = Of("object", description);
        schema["additionalProperties"] = new JsonObject { ["type"] = "string" };
        return schema;
    }

    private static JsonObject Of(string type, string description) => new() { ["type"] = type, ["description"] = description };
}
