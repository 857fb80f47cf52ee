using Pushy.Domain.Jobs;
using Pushy.Server.Gateway;

namespace Pushy.Server.Jobs;

/// <summary>Where a client finds a job (rest-api.md §4.3): knife takes the last 32 characters as the job's id, so nothing follows them.</summary>
internal static class JobUri
{
    public static string Of(HttpRequest request, string organization, JobId job) =>
        $"{PublicUri.Of(request)}/organizations/{Uri.EscapeDataString(organization)}/pushy/jobs/{job.Value}";
}
