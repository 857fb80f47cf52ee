using LinqToDB.Async;
using Microsoft.Extensions.DependencyInjection;
using Pushy.Server.Tests.Hosting;
using Pushy.Server.Tests.Storage;
using Pushy.Tests.Shared;

namespace Pushy.Server.Tests.Jobs;

/// <summary>What an <c>Idempotency-Key</c> may be, and how long it is one.</summary>
public abstract class IdempotencyKeyTests(JobServer jobs)
{
    private const string Body = """{"command":"true","nodes":["web1"]}""";

    [SkippableTheory]
    [InlineData("", 400)]
    [InlineData("a\tb", 400)]
    [InlineData("LONG", 400)]
    [InlineData("LONGEST", 201)]
    [InlineData("a b~!\"'", 201)]
    public async Task A_key_is_1_to_255_printable_characters(string key, int status)
    {
        var org = await jobs.Organization();
        key = key switch { "LONG" => new string('k', 256), "LONGEST" => new string('k', 255), _ => key };
        var reply = await IdempotencyTests.Post(org.Alice, org, key);
        Assert.Equal(status, reply.Status);
        if (status == 400)
            Assert.Equal("""{"error":["'Idempotency-Key' is not a key; allowed are 1 to 255 printable ASCII characters, once"]}""", reply.Body);
    }

    [SkippableFact]
    public async Task A_key_is_kept_for_its_time_and_then_goes_away()
    {
        var clock = new SettableClock(DateTimeOffset.UtcNow);
        await using var server = await TestServer.Start(services: services => services.AddSingleton<TimeProvider>(clock), sets: "pushy.jobs.idempotency-keep=1h");
        await server.User("alice", admin: true);
        var first = await Post("k");
        await Post("l");
        clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(first.Body, (await Post("k")).Body);
        clock.Advance(TimeSpan.FromSeconds(1));
        var second = await Post("k", Body + " ");
        Assert.Equal(201, second.Status);
        Assert.NotEqual(first.Body, second.Body);
        await Post("m");   // takes old ones away
        await using var data = server.Services.GetRequiredService<Pushy.Server.Storage.Database>().Open();
        Assert.Equal(2, await data.IdempotencyKeys.CountAsync());   // k anew, and m

        Task<Reply> Post(string key, string body = Body) => new SignedClient(server.Address, "alice", TestKeys.Mine) { At = clock.GetUtcNow() }
            .Post("/organizations/acme/pushy/jobs", body, request => request.Headers.Add("Idempotency-Key", key));
    }
}

[Collection(JobTests.Name)]
public sealed class SqliteIdempotencyKeyTests(JobServer jobs) : IdempotencyKeyTests(jobs);

[Collection(OnPostgres.Name)]
public sealed class PostgresIdempotencyKeyTests : IdempotencyKeyTests
{
    public PostgresIdempotencyKeyTests(PostgresJobServer jobs)
        : base(jobs) => Skip.If(PostgresServer.Programs is null, PostgresJobServer.Missing);
}
