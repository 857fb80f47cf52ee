using System.Text.Json;
using Pushy.Server.Tests.Storage;
using Pushy.Tests.Shared;

namespace Pushy.Server.Tests.Jobs;

/// <summary>A job may name any nodes; names that no node can bear are unavailable.</summary>
public abstract class OddNameTests(JobServer jobs)
{
    private static readonly string[] Odd =
    [
        "a/b", "..", ".", "", " ", "a\u0001\n\r\t\0\u007fb", "ü", "😀", "\"<&'", "%2F", "a b", "$", "user/name", "akka://pushy", "\u202e", new string('n', 256), new string('x', 10_000),
    ];

    [SkippableFact]
    public async Task They_are_taken_and_shown_unchanged()
    {
        var org = await jobs.Organization();
        var id = await org.Post(Odd);
        await Check();
        await org.Gone(id);
        await Check();

        async Task Check()
        {
            var job = await org.Job(id, "quorum_failed");
            Assert.Equal(Odd, job.GetProperty("nodes").GetProperty("unavailable").Deserialize<string[]>());
            foreach (var node in (await org.Get($"jobs/{id}/nodes")).GetProperty("nodes").EnumerateArray())
                Assert.Equal("not_a_node_name", node.GetProperty("reason").GetString());
        }
    }

    [SkippableFact]
    public async Task Their_state_can_be_asked_for_and_is_offline()
    {
        var org = await jobs.Organization();
        foreach (var name in Odd.Where(name => name.Length > 0 && !name.Contains('\0', StringComparison.Ordinal)))
        {
            var state = await org.Get($"node_states/{Uri.EscapeDataString(name)}");
            Assert.Equal((name, "offline", "unavailable"), (
                state.GetProperty("node_name").GetString(), state.GetProperty("status").GetString(), state.GetProperty("availability").GetString()));
            Assert.Equal(403, (await org.Server.As("alice").Get(org.Path($"link/{Uri.EscapeDataString(name)}"))).Status);
        }
    }
}

[Collection(JobTests.Name)]
public sealed class SqliteOddNameTests(JobServer jobs) : OddNameTests(jobs);

[Collection(OnPostgres.Name)]
public sealed class PostgresOddNameTests : OddNameTests
{
    public PostgresOddNameTests(PostgresJobServer jobs)
        : base(jobs) => Skip.If(PostgresServer.Programs is null, PostgresJobServer.Missing);
}
