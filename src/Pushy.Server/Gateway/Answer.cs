using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Pushy.Contracts.Jobs;

namespace Pushy.Server.Gateway;

/// <summary>What a request is answered with.</summary>
public abstract record Answer
{
    public const string JsonType = "application/json";
    public const string OctetType = "application/octet-stream";
    public const string HtmlType = "text/html; charset=utf-8";

    /// <param name="Status">200 or 201.</param>
    /// <param name="Type">Media type of the bytes.</param>
    /// <param name="Bytes">The body.</param>
    /// <param name="Location">Of what was created, or null.</param>
    /// <param name="Tag">The <c>ETag</c>, with which the client may ask again; null for what is not to be kept.</param>
    public sealed record Body(int Status, string Type, ReadOnlyMemory<byte> Bytes, string? Location = null, string? Tag = null) : Answer;

    /// <summary>304: the client has it.</summary>
    /// <param name="Tag">Its <c>ETag</c>.</param>
    public sealed record NotModified(string Tag) : Answer;

    /// <summary>303: go on there, with a GET.</summary>
    /// <param name="Location">A path of this server.</param>
    public sealed record Redirect(string Location) : Answer;

    /// <param name="Refusal">Why not.</param>
    public sealed record Refused(Refusal Refusal) : Answer;

    /// <summary>The handler has answered by itself: a stream, a WebSocket.</summary>
    public sealed record Written : Answer;

    private Answer()
    {
    }

    public static Answer Json<T>(T value, JsonTypeInfo<T> type, int status = 200, string? location = null, string? tag = null) =>
        new Body(status, JsonType, JsonSerializer.SerializeToUtf8Bytes(value, type), location, tag);

    /// <summary>JSON that is there already.</summary>
    public static Answer OfJson(ReadOnlyMemory<byte> json) => new Body(200, JsonType, json);

    public static implicit operator Answer(Refusal refusal) => new Refused(refusal);

    public static Answer FromRefusal(Refusal refusal) => new Refused(refusal);

    /// <summary>Sends it; the one place that writes error bodies.</summary>
    internal async ValueTask Write(HttpContext http)
    {
        switch (this)
        {
            case Body body:
                await Send(http, body);
                break;
            case NotModified { Tag: var tag }:
                http.Response.StatusCode = StatusCodes.Status304NotModified;
                SetTag(http.Response, tag);
                break;
            case Redirect { Location: var location }:
                http.Response.StatusCode = StatusCodes.Status303SeeOther;
                http.Response.Headers.Location = location;
                http.Response.Headers.CacheControl = "no-store";
                break;
            case Refused { Refusal: var refusal }:
                if (refusal.Header is var (name, value))
                    http.Response.Headers[name] = value;
                await Send(http, new Body(refusal.Status, JsonType, ErrorBody(refusal)));
                break;
        }
    }

    private static byte[] ErrorBody(Refusal refusal) => refusal.IsList
        ? JsonSerializer.SerializeToUtf8Bytes(new ErrorList([refusal.Text]), RestContext.Wire.ErrorList)
        : JsonSerializer.SerializeToUtf8Bytes(new ErrorText(refusal.Text), RestContext.Wire.ErrorText);

    private static async ValueTask Send(HttpContext http, Body body)
    {
        var response = http.Response;
        response.StatusCode = body.Status;
        response.ContentType = body.Type;
        response.ContentLength = body.Bytes.Length;
        response.Headers.CacheControl = "no-store";
        if (body.Tag is { } tag)
            SetTag(response, tag);
        if (body.Location is { } location)
            response.Headers.Location = location;
        await response.BodyWriter.WriteAsync(body.Bytes, http.RequestAborted);
    }

    /// <summary>The client may keep it, nobody else, and has to ask each time whether it is still so.</summary>
    private static void SetTag(HttpResponse response, string tag)
    {
        response.Headers.ETag = tag;
        response.Headers.CacheControl = "private, no-cache";
    }
}
