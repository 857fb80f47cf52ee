using System.Text.Json;

namespace Pushy.Server.Tests.Jobs;

/// <summary>What <c>GET …/jobs</c> takes as parameters, and what it says of others.</summary>
[Collection(JobTests.Name)]
public sealed class JobPageInputTests(JobServer jobs)
{
    [Theory]
    [InlineData("limit=0", "'limit' is not a page size; allowed is 1 to 1000")]
    [InlineData("limit=1001", "'limit' is not a page size; allowed is 1 to 1000")]
    [InlineData("limit=-5", "'limit' is not a page size; allowed is 1 to 1000")]
    [InlineData("limit=ten", "'limit' is not a page size; allowed is 1 to 1000")]
    [InlineData("limit=1&limit=2", "'limit' is given more than once; allowed is one value")]
    [InlineData("cursor=x", "'cursor' is not one that this server gave; leave it out for the first page")]
    [InlineData("cursor=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA%3D", "'cursor' is not one that this server gave; leave it out for the first page")]
    [InlineData("cursor=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "'cursor' is not one that this server gave; leave it out for the first page")]
    [InlineData("status=", "'status' is not a job's status; allowed are voting, running, complete, quorum_failed, timed_out, aborted")]
    [InlineData("status=Running", "'status' is not a job's status; allowed are voting, running, complete, quorum_failed, timed_out, aborted")]
    [InlineData("status=succeeded", "'status' is not a job's status; allowed are voting, running, complete, quorum_failed, timed_out, aborted")]
    [InlineData("status=running&sort=up", "'sort' is not a parameter of this list; allowed are limit, cursor, status, node, command, user, created_after, created_before, outcome")]
    [InlineData("outcome=yes", "'outcome' is not a yes or no; allowed are true and false")]
    [InlineData("created_after=yesterday", "'created_after' is not a time")]
    [InlineData("created_after=2026-05-01", "'created_after' is not a time")]
    [InlineData("created_after=2026-05-01T12:00:00", "'created_after' is not a time")]
    [InlineData("created_before=2026-05-01T12:00:00+02:00", "'created_before' is not a time")]
    [InlineData("created_before=2026-13-01T12:00:00Z", "'created_before' is not a time")]
    [InlineData("created_before=Mon,%2001%20May%202026%2012:05:00%20GMT", "'created_before' is not a time")]
    public async Task What_is_not_allowed_is_400_and_named(string query, string error)
    {
        var org = await jobs.Organization();
        var reply = await org.Alice.Get($"{org.Jobs}?{query}");
        Assert.Equal(400, reply.Status);
        Assert.StartsWith(error, JsonDocument.Parse(reply.Body).RootElement.GetProperty("error")[0].GetString(), StringComparison.Ordinal);
    }
}
