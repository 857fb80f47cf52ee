using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;
using Pushy.Contracts.Jobs;
using Pushy.Server.Gateway;

namespace Pushy.Server.ApiDocs;

/// <summary>The API as an OpenAPI 3.1 document, made of the routes and of what <see cref="Operation"/>s add to them.</summary>
internal static class ApiDocument
{
    /// <summary>Name of the way to sign in that can be tried from the page.</summary>
    public const string Token = "token";

    private const string Signature = "signature";

    private const string About =
        "Run a command on many machines now: they vote first, and what became of each is known for certain.\n\n"
        + "Requests are signed with `X-Ops` headers, or carry a personal token as `Authorization: Bearer`. With a header `X-Ops-Server-API-Version` "
        + "states are named as Push Jobs names them (`succeeded`, `failed`, `was_ready`, `timed_out`). Errors are `{\"error\": …}`: "
        + "a list of one text, or a text where a job's body is at fault. Every answer has an `X-Request-Id` by which the server's log knows it.";

    /// <summary>A value with a converter of its own has no schema; all of ours write times.</summary>
    private static readonly JsonSchemaExporterOptions Exporting = new()
    {
        TreatNullObliviousAsNonNullable = true,
        TransformSchemaNode = (_, node) => node switch
        {
            JsonValue => new JsonObject { ["type"] = "string", ["format"] = "date-time" },
            JsonObject schema => WithoutNullsRequired(schema),
            _ => node,
        },
    };

    /// <summary>Every operation that the document tells of.</summary>
    public static IReadOnlyList<Operation> Operations { get; } =
    [
        .. JobOperations.All(), .. FeedOperations.All(), .. NodeOperations.All(), .. SecurityOperations.All(), .. DirectoryOperations.All(), .. DocumentOperations.All(),
    ];

    /// <exception cref="InvalidOperationException">A route that no operation tells of.</exception>
    public static OpenApiDocument Of(IEnumerable<Route> routes)
    {
        var document = new OpenApiDocument
        {
            Info = new OpenApiInfo { Title = "Pushy", Version = Version(), Description = About },
            Paths = [],
            Tags = new HashSet<OpenApiTag>(Operations.Select(one => one.Tag).Distinct().Select(name => new OpenApiTag { Name = name })),
        };
        AddSecurity(document);
        AddSchema(document, "Errors", RestContext.Wire.ErrorList);
        foreach (var path in routes.GroupBy(route => route.Pattern))
        {
            var item = new OpenApiPathItem();
            foreach (var route in path)
                item.AddOperation(new HttpMethod(route.Method), Describe(document, route, Find(route)));
            document.Paths.Add(path.Key, item);
        }

        return document;
    }

    private static Operation Find(Route route) =>
        Operations.SingleOrDefault(one => one.Method == route.Method && one.Pattern == route.Pattern)
        ?? throw new InvalidOperationException($"no operation tells of {route.Method} {route.Pattern}");

    private static OpenApiOperation Describe(OpenApiDocument document, Route route, Operation told) => new()
    {
        OperationId = $"{told.Method.ToLowerInvariant()}{told.Pattern.Replace('/', '_').Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal)}",
        Tags = new HashSet<OpenApiTagReference> { new(told.Tag, document) },
        Summary = told.Summary,
        Description = told.Text,
        Parameters = [.. PathInputs(route), .. told.Inputs.Select(InputOf)],
        RequestBody = told.Body is { } body ? BodyOf(document, body, told.Example) : null,
        Responses = Answers(document, route, told),
        Security = route.Permission == Permission.Public ? [] : Either(document),
    };

    private static IEnumerable<OpenApiParameter> PathInputs(Route route) =>
        route.Pattern.Split('/').Where(part => part.StartsWith('{')).Select(part => new OpenApiParameter
        {
            Name = part.Trim('{', '}'),
            In = ParameterLocation.Path,
            Required = true,
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        });

    private static OpenApiParameter InputOf(OperationInput input) => new()
    {
        Name = input.Name,
        In = input.IsHeader ? ParameterLocation.Header : ParameterLocation.Query,
        Description = input.Text,
        Schema = new OpenApiSchema
        {
            Type = input.Type switch { "integer" => JsonSchemaType.Integer, "boolean" => JsonSchemaType.Boolean, _ => JsonSchemaType.String },
        },
    };

    private static OpenApiRequestBody BodyOf(OpenApiDocument document, JsonObject schema, JsonObject? example) => new()
    {
        Required = true,
        Content = new Dictionary<string, OpenApiMediaType>
        {
            [Answer.JsonType] = new() { Schema = Read(document, schema), Example = example?.DeepClone() },
        },
    };

    private static OpenApiResponses Answers(OpenApiDocument document, Route route, Operation told)
    {
        var answers = new OpenApiResponses { [Text(told.Success)] = Success(document, route, told) };
        foreach (var (status, when) in told.Refusals.Concat(Refusals(route, told)))
        {
            answers.TryAdd(Text(status), new OpenApiResponse
            {
                Description = when,
                Content = status == 304 ? null : new Dictionary<string, OpenApiMediaType> { [Answer.JsonType] = new() { Schema = new OpenApiSchemaReference("Errors", document) } },
            });
        }

        return answers;

        static string Text(int status) => status.ToString(CultureInfo.InvariantCulture);
    }

    private static OpenApiResponse Success(OpenApiDocument document, Route route, Operation told)
    {
        var answer = new OpenApiResponse { Description = told.Success switch { 101 => "The connection is a WebSocket from here on.", 201 => "Created.", 204 => "Done.", _ => "As asked." } };
        if (route.Produces is { } type && told.Success is not (101 or 204))
            answer.Content = new Dictionary<string, OpenApiMediaType> { [type] = new() { Schema = told.Answer is { } json ? AddSchema(document, NameOf(json.Type), json) : null } };
        return answer;
    }

    /// <summary>Those that follow from what the gateway checks for a route.</summary>
    private static IEnumerable<(int Status, string When)> Refusals(Route route, Operation told)
    {
        if (told.Body is not null)
            yield return (400, "The body breaks a rule; the text says which.");
        if (route.Permission != Permission.Public)
        {
            yield return (400, "Headers of sign-in are missing, or something in the request is no value that it could be.");
            yield return (401, "The signature, key, time or token is not good.");
            yield return (403, "The caller may not do this.");
            yield return (404, "There is no such organization, or nothing of that name in it.");
        }

        if (route.Produces is not null)
            yield return (406, "`Accept` does not allow the type of the answer.");
        if (route.Method is "POST" or "PUT")
        {
            yield return (408, "The body did not come in time.");
            yield return (413, "The body is too large.");
        }

        if (route.Method == "POST")
            yield return (415, "The body is not `application/json`.");
        if (route.Permission != Permission.Public || route.Method != "GET")
            yield return (429, "Too many requests of this identity, or failed sign-ins from this address; `Retry-After` says when to come back.");
        if (route.Permission != Permission.Public || route.Method is "POST" or "PUT")
            yield return (503, "Storage is unavailable, or there is no room for the body now; try again.");
    }

    private static OpenApiSchemaReference AddSchema(OpenApiDocument document, string name, JsonTypeInfo type)
    {
        if (document.Components?.Schemas?.ContainsKey(name) is not true)
            document.AddComponent<IOpenApiSchema>(name, Read(document, type.GetJsonSchemaAsNode(Exporting)));
        return new OpenApiSchemaReference(name, document);
    }

    /// <summary>Answers leave nulls out: what may be null need not be there.</summary>
    private static JsonObject WithoutNullsRequired(JsonObject schema)
    {
        if (schema["required"] is JsonArray required && schema["properties"] is JsonObject properties)
            required.RemoveAll(name => properties[name!.GetValue<string>()]?["type"] is JsonArray types && types.Any(type => type!.GetValue<string>() == "null"));
        return schema;
    }

    private static OpenApiSchema Read(OpenApiDocument document, JsonNode schema) =>
        OpenApiModelFactory.Parse<OpenApiSchema>(schema.ToJsonString(), OpenApiSpecVersion.OpenApi3_1, document, out _, OpenApiConstants.Json)
        ?? throw new InvalidOperationException($"not a schema: {schema.ToJsonString()}");

    private static string NameOf(Type type) => type.IsGenericType ? NameOf(type.GetGenericArguments()[^1]) + "List" : type.Name;

    private static void AddSecurity(OpenApiDocument document)
    {
        document.AddComponent<IOpenApiSecurityScheme>(Signature, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.ApiKey,
            In = ParameterLocation.Header,
            Name = "X-Ops-Authorization-1",
            Description = "A request signed with a user's or node's key: X-Ops-Sign 1.0, 1.1 or 1.3, as Chef's tools do. Cannot be tried from this page.",
        });
        document.AddComponent<IOpenApiSecurityScheme>(Token, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            Description = "A personal token, made by `pushy-server token create ORG USER`.",
        });
    }

    private static List<OpenApiSecurityRequirement> Either(OpenApiDocument document) =>
    [
        new() { [new OpenApiSecuritySchemeReference(Token, document)] = [] },
        new() { [new OpenApiSecuritySchemeReference(Signature, document)] = [] },
    ];

    private static string Version() =>
        typeof(ApiDocument).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";
}
