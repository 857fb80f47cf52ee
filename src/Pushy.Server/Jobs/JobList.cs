using System.Text.Json;
using Pushy.Actors.ReadModel;
using Pushy.Contracts.Jobs;
using Pushy.Server.Gateway;

namespace Pushy.Server.Jobs;

/// <summary><c>GET …/jobs</c>: all jobs of an organization, oldest first, streamed; the list is never whole in memory.</summary>
internal static class JobList
{
    private const int FlushBytes = 16 * 1024;

    public static async ValueTask<Answer> Write(RequestContext context, JobReadModel model)
    {
        var response = context.Http.Response;
        await using var jobs = model.List(context.Organization.Id, context.Aborted).GetAsyncEnumerator(context.Aborted);
        var any = await jobs.MoveNextAsync();   // before the first byte: a database that is away is still a 503

        response.ContentType = Answer.JsonType;
        response.Headers.CacheControl = "no-store";
        await using var json = new Utf8JsonWriter(response.BodyWriter);
        json.WriteStartArray();
        for (; any; any = await jobs.MoveNextAsync())
        {
            JsonSerializer.Serialize(json, JobDocuments.Of(jobs.Current, context.Dialect), RestContext.Wire.JobDocument);
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
