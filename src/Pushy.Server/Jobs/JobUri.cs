using Pushy.Domain.Jobs;

namespace Pushy.Server.Jobs;

/// <summary>Where a client finds a job (rest-api.md §4.3): knife takes the last 32 characters as the job's id, so nothing follows them.</summary>
internal static class JobUri
{
    public static string Of(HttpRequest request, string organization, JobId job)
    {
        var scheme = request.Headers["X-Forwarded-Proto"].ToString() is "http" or "https" ? request.Headers["X-Forwarded-Proto"].ToString() : request.Scheme;
        var host = request.Host.Port is 80 or 443 ? request.Host.Host : request.Host.Value;
        return $"{scheme}://{host}/organizations/{Uri.EscapeDataString(organization)}/pushy/jobs/{job.Value}";
    }
}
