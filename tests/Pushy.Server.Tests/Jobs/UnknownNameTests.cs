using System.Globalization;
using System.Text.Json;
using Pushy.Server.Tests.Storage;
using Pushy.Tests.Shared;

namespace Pushy.Server.Tests.Jobs;

/// <summary>A name that nobody has does not read like a machine that is off.</summary>
public abstract class UnknownNameTests(JobServer jobs)
{
    [SkippableFact]
    public async Task It_is_unavailable_as_ever_and_the_reason_names_the_nearest_that_there_is()
    {
        var org = await jobs.Organization("web7", "db1");

        var id = await org.Post("web07", "web7", "mail");

        var job = await org.Job(id, "quorum_failed");
        Assert.Equal(["web07", "web7", "mail"], job.GetProperty("nodes").GetProperty("unavailable").Deserialize<string[]>()!);
        string[] expected =
        [
            "web07: unavailable/unknown_name Nobody has this name; did you mean web7?",
            "web7: unavailable/never_seen The node is not connected and has not been since the server started.",
            "mail: unavailable/unknown_name Nobody has this name.",
        ];
        Assert.Equal(expected, await Parts(org, id));
        await org.Gone(id);
        Assert.Equal(expected, await Parts(org, id));
    }

    [SkippableFact]
    public async Task Of_another_organization_no_name_is_told()
    {
        await jobs.Organization("web7");
        var org = await jobs.Organization();

        var id = await org.Post("web07");

        await org.Job(id, "quorum_failed");
        Assert.Equal(["web07: unavailable/unknown_name Nobody has this name."], await Parts(org, id));
    }

    [SkippableFact]
    public async Task Many_of_them_are_looked_up_together_and_only_some_get_a_suggestion()
    {
        var org = await jobs.Organization("server-alpha");
        string[] names = [.. Enumerable.Range(0, 3_000).Select(n => string.Create(CultureInfo.InvariantCulture, $"server-alpa{(n == 0 ? "" : $"-{n}")}"))];

        var id = await org.Post(names);

        await org.Job(id, "quorum_failed");
        var first = (await org.Get($"jobs/{id}/nodes")).GetProperty("nodes").EnumerateArray().ToList();
        Assert.All(first, node => Assert.Equal("unknown_name", node.GetProperty("reason").GetString()));
        Assert.InRange(first.Count(node => node.GetProperty("detail").GetString()!.Contains("did you mean", StringComparison.Ordinal)), 0, Domain.Nodes.NearestName.MostLooks);
    }

    [SkippableFact]
    public async Task The_doctor_names_the_nearest_too()
    {
        var org = await jobs.Organization("web7");
        var findings = (await org.Get("nodes/web07")).GetProperty("findings").EnumerateArray();
        Assert.Contains(findings, one => one.TryGetProperty("remedy", out var remedy) && remedy.GetString()!.StartsWith("did you mean web7?", StringComparison.Ordinal));
    }

    private static async Task<string[]> Parts(JobOrganization org, string id) =>
        [.. (await org.Get($"jobs/{id}/nodes")).GetProperty("nodes").EnumerateArray()
            .Select(node => $"{node.GetProperty("node")}: {node.GetProperty("state")}/{node.GetProperty("reason")} {node.GetProperty("detail")}")];
}

[Collection(JobTests.Name)]
public sealed class SqliteUnknownNameTests(JobServer jobs) : UnknownNameTests(jobs);

[Collection(OnPostgres.Name)]
public sealed class PostgresUnknownNameTests : UnknownNameTests
{
    public PostgresUnknownNameTests(PostgresJobServer jobs)
        : base(jobs) => Skip.If(PostgresServer.Programs is null, PostgresJobServer.Missing);
}
