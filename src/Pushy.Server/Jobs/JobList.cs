using System.Text.Json;
using Pushy.Actors.ReadModel;
using Pushy.Contracts.Jobs;
using Pushy.Server.Gateway;

namespace Pushy.Server.Jobs;

/// <summary>
/// <c>GET …/jobs</c>: all jobs of an organization, oldest first, or with parameters a page of them, newest first. Streamed either way; the
/// list is never whole in memory.
/// </summary>
internal static class JobList
{
    private const int FlushBytes = 16 * 1024;

    /// <param name="eyes">A node that sees its own jobs alone finds no others, and no other node.</param>
    public static async ValueTask<Answer> Write(RequestContext context, JobEyes eyes, JobReadModel model, JobPages pages)
    {
        var organization = context.Organization.Id;
        switch (JobListRequest.Read(context.Http.Request.Query, organization))
        {
            case JobListRequest.Bad(var refusal):
                return refusal;
            case JobListRequest.Page request:
                var filter = request.Filter;
                var page = eyes.OnlyNode is { } own && filter.Node is { } asked && asked != own
                    ? new JobPage([], More: false)
                    : await pages.Find(filter with { Node = eyes.OnlyNode ?? filter.Node }, request.From, request.Size, context.Aborted);
                if (page.More)
                    NameNext(context, request, JobCursor.Write(page.Jobs[^1]));
                return await Stream(context, eyes, pages.Read(organization, page.Jobs, context.Aborted), request.WithOutcome);
            default:
                return await Stream(context, eyes, eyes.OnlyNode is { } node ? pages.Of(organization, node, context.Aborted) : model.List(organization, context.Aborted));
        }
    }

    /// <summary>In headers, so that the body stays the array that clients know.</summary>
    private static void NameNext(RequestContext context, JobListRequest.Page request, string cursor)
    {
        var query = request.Given.Append(KeyValuePair.Create("cursor", cursor)).Select(one => $"{one.Key}={Uri.EscapeDataString(one.Value)}");
        var path = $"/organizations/{Uri.EscapeDataString(context.Values["org"])}/pushy/jobs";
        context.Http.Response.Headers["X-Next-Cursor"] = cursor;
        context.Http.Response.Headers.Link = $"<{path}?{string.Join('&', query)}>; rel=\"next\"";
    }

    private static async ValueTask<Answer> Stream(RequestContext context, JobEyes eyes, IAsyncEnumerable<JobListing> listings, bool withOutcome = false)
    {
        var response = context.Http.Response;
        await using var jobs = listings.GetAsyncEnumerator(context.Aborted);
        var any = await jobs.MoveNextAsync();   // before the first byte: a database that is away is still a 503

        response.ContentType = Answer.JsonType;
        response.Headers.CacheControl = "no-store";
        await using var json = new Utf8JsonWriter(response.BodyWriter);
        json.WriteStartArray();
        for (; any; any = await jobs.MoveNextAsync())
        {
            JsonSerializer.Serialize(json, JobDocuments.Of(jobs.Current, context.Dialect, eyes.Of(jobs.Current), withOutcome), RestContext.Wire.JobDocument);
            if (json.BytesPending > FlushBytes)
            {
                await json.FlushAsync(context.Aborted);
                await response.BodyWriter.FlushAsync(context.Aborted);
            }
        }

        json.WriteEndArray();
        await json.FlushAsync(context.Aborted);
        await response.BodyWriter.FlushAsync(context.Aborted);
        return new Answer.Written();
    }
}
