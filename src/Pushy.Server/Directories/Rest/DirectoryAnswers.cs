using Pushy.Server.Gateway;

namespace Pushy.Server.Directories.Rest;

/// <summary>What all routes of the directory answer with.</summary>
internal static class DirectoryAnswers
{
    /// <summary>An entry's public address, as the client sees this server.</summary>
    public static string UriOf(RequestContext context, params ReadOnlySpan<string> segments)
    {
        var uri = PublicUri.Of(context.Http.Request);
        foreach (var segment in segments)
            uri += $"/{Uri.EscapeDataString(segment)}";
        return uri;
    }

    /// <summary>Names with their addresses.</summary>
    /// <param name="context">The request.</param>
    /// <param name="names">What is in the list.</param>
    /// <param name="parents">Segments of the list's own path.</param>
    public static Answer List(RequestContext context, IEnumerable<string> names, params ReadOnlySpan<string> parents)
    {
        var list = UriOf(context, parents);
        var entries = new Addresses();
        foreach (var name in names)
            entries[name] = $"{list}/{Uri.EscapeDataString(name)}";
        return Answer.Json(entries, DirectoryJson.Wire.Addresses);
    }

    /// <summary>201 with the address as <c>Location</c> too.</summary>
    public static Answer Created(Created made) => Answer.Json(made, DirectoryJson.Wire.Created, 201, made.Uri);

    /// <summary>A user or client that was made, in the form of the client's API version.</summary>
    public static Answer Created(RequestContext context, string uri, NewKeyPair key)
    {
        if (NewKeyPair.IsVersion0(context))
            return Created(new Created(uri, key.PrivatePem));
        var first = key.PublicPem is { } pem
            ? new FirstKey(DirectoryAdmin.DefaultKey, pem, BodyFields.Write(null), key.PrivatePem, $"{uri}/keys/{DirectoryAdmin.DefaultKey}")
            : null;
        return Created(new Created(uri, ChefKey: first));
    }

    public static Refusal Of(AdminRefusal refusal) => refusal.Problem switch
    {
        AdminProblem.Missing => Refusal.Missing(refusal.Text),
        AdminProblem.Exists or AdminProblem.Conflict => Refusal.Conflict(refusal.Text),
        AdminProblem.Forbidden => Refusal.Forbidden(refusal.Text),
        _ => Refusal.Body(refusal.Text),
    };

    /// <summary>The answer to a change: why not, or what is said when it was made.</summary>
    public static Answer Of(AdminRefusal? refusal, Func<Answer> made) => refusal is null ? made() : Of(refusal);
}
