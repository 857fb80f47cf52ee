namespace Pushy.Server.ApiDocs;

/// <summary>The document's own place in it.</summary>
internal static class DocumentOperations
{
    public static IEnumerable<Operation> All() =>
    [
        new("GET", ApiDocRoutes.Document, "Server", "Read this document", "OpenAPI 3.1. The page to browse it is at `/pushy/docs`."),
    ];
}
