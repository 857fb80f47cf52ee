using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Pushy.Contracts.Jobs;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;
using Pushy.Server.Gateway;
using Pushy.Server.Pages.Frame;

namespace Pushy.Server.Pages.Jobs;

/// <summary>The nodes of a job: a table with filters, and for the grid's script their bare names.</summary>
internal sealed class JobNodesRoute(PageRenderer pages, TimeProvider clock)
{
    private const int MostFind = 255;

    private static readonly Dictionary<string, NodeState> States = Enum.GetValues<NodeState>().ToDictionary(NameOf, StringComparer.Ordinal);

    public static string NameOf(NodeState state) => StateNames.Of(state, Dialect.PushJobs);

    public async ValueTask<Answer> Show(RequestContext context)
    {
        var query = context.Http.Request.Query;
        NodeState? state = States.TryGetValue(query["state"].ToString(), out var known) ? known : null;
        var find = query["find"].ToString() is { Length: <= MostFind } given ? given : "";
        _ = int.TryParse(query["from"], NumberStyles.None, CultureInfo.InvariantCulture, out var from);
        var view = new JobView(context.Organization.Name, context.Found<JobState.Known>(), clock.GetUtcNow());
        return await pages.Show<JobNodesPage, JobNodesModel>(context, "Nodes of a job", PageSection.Jobs, new JobNodesModel(view, state, find, from));
    }

    /// <summary>In request order, as the grid has them. A job's nodes never change, so browsers keep them.</summary>
    public static async ValueTask<Answer> Names(RequestContext context)
    {
        var names = JsonSerializer.SerializeToUtf8Bytes(context.Found<JobState.Known>().Spec.Nodes.Select(node => VisibleText.Line(node.Value)));
        var response = context.Http.Response;
        response.ContentType = Answer.JsonType;
        response.Headers.CacheControl = "private, max-age=86400, immutable";
        if (!context.Http.Request.Headers.AcceptEncoding.ToString().Contains("br", StringComparison.Ordinal))
        {
            response.ContentLength = names.Length;
            await response.BodyWriter.WriteAsync(names, context.Aborted);
            return new Answer.Written();
        }

        response.Headers.ContentEncoding = "br";
        await using var brotli = new BrotliStream(response.Body, CompressionLevel.Fastest, leaveOpen: true);
        await brotli.WriteAsync(names, context.Aborted);
        return new Answer.Written();
    }
}
