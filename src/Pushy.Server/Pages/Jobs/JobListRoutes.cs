using Pushy.Actors.ReadModel;
using Pushy.Contracts.Jobs;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;
using Pushy.Server.Gateway;
using Pushy.Server.Jobs;
using Pushy.Server.Pages.Frame;

namespace Pushy.Server.Pages.Jobs;

/// <summary>The list of jobs: filters and pages of the API's list.</summary>
internal sealed class JobListRoutes(PageRenderer pages, JobPages jobs)
{
    private const int Size = 50;
    private const int MostText = 2000;

    private static readonly Dictionary<string, JobStatus> Statuses = Enum.GetValues<JobStatus>().ToDictionary(NameOf, StringComparer.Ordinal);

    public static string NameOf(JobStatus status) => StateNames.Of(status, Dialect.PushJobs);

    public void Map(RouteTable routes) => routes.Map(new Route("GET", "/ui/{org}/jobs", null, Permission.ReadJobs, Show) { IsPage = true });

    private async ValueTask<Answer> Show(RequestContext context)
    {
        var query = context.Http.Request.Query;
        var (organization, node, text) = (context.Organization, Text("node"), Text("text"));
        JobStatus? status = Statuses.TryGetValue(Text("status"), out var known) ? known : null;
        var filter = new JobFilter(organization.Id)
        {
            Status = status,
            Node = node.Length > 0 ? new NodeName(node) : null,
            Text = text.Length > 0 ? text : null,
        };
        var after = JobCursor.Read(Text("cursor"));
        var page = await jobs.Find(filter, after, Size, context.Aborted);
        var listings = new List<JobListing>(Size);
        await foreach (var job in jobs.Read(organization.Id, page.Jobs, context.Aborted))
            listings.Add(job);
        var older = page.Next is { } next ? Address(organization.Name, status, node, text, JobCursor.Write(next)) : null;
        return await pages.Show<JobListPage, JobListModel>(
            context, "Jobs", PageSection.Jobs, new JobListModel(organization.Name, listings, status, node, text, older, after is null));

        string Text(string name) => query[name].ToString() is { Length: <= MostText } given ? given.Trim() : "";
    }

    private static string Address(string organization, JobStatus? status, string node, string text, string cursor)
    {
        (string Name, string Value)[] all = [("status", status is { } one ? NameOf(one) : ""), ("node", node), ("text", text), ("cursor", cursor)];
        return $"{PageUrls.Jobs(organization)}?{string.Join('&', all.Where(part => part.Value.Length > 0).Select(part => $"{part.Name}={Uri.EscapeDataString(part.Value)}"))}";
    }
}
