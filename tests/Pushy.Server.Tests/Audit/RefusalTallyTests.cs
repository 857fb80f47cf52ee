using Pushy.Contracts.Audit;
using Pushy.Server.Audit;

namespace Pushy.Server.Tests.Audit;

public sealed class RefusalTallyTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 14, 12, 0, 0, TimeSpan.Zero);
    private readonly RefusalTally _tally = new();

    [Fact]
    public void The_first_is_an_entry_at_once_and_those_alike_are_one_more()
    {
        Assert.NotNull(_tally.Take(Refused("bob")));
        for (var n = 1; n <= 1000; n++)
            Assert.Null(_tally.Take(Refused("bob") with { At = Noon.AddSeconds(n) }));
        Assert.NotNull(_tally.Take(Refused("carol")));
        var gathered = Assert.Single(_tally.EndWindow());
        Assert.Equal(("bob", 1000, Noon.AddSeconds(1000)), (gathered.By.Name, gathered.Count, gathered.At));
        Assert.Empty(_tally.EndWindow());
        Assert.NotNull(_tally.Take(Refused("bob")));
    }

    [Fact]
    public void Who_proved_nothing_is_told_apart_by_address_alone()
    {
        Assert.NotNull(_tally.Take(Claimed("bob", "192.0.2.1")));
        Assert.Null(_tally.Take(Claimed("carol", "192.0.2.1")));
        Assert.NotNull(_tally.Take(Claimed("bob", "192.0.2.2")));
    }

    [Fact]
    public void However_many_kinds_there_are_the_entries_are_bounded()
    {
        var entries = Enumerable.Range(0, 100_000).Count(n => _tally.Take(Claimed("bob", $"10.0.{n / 256}.{n % 256}")) is not null);
        Assert.Equal(RefusalTally.MaxKinds, entries);
        var gathered = Assert.Single(_tally.EndWindow());
        Assert.Equal(("refusals", 99_900), (gathered.Action, gathered.Count));
    }

    private static AuditEntry Refused(string name) =>
        new(Noon, "acme", new AuditIdentity(AuditKind.User, name), "job.start", "", AuditOutcome.Refused);

    private static AuditEntry Claimed(string name, string remote) =>
        new(Noon, "acme", new AuditIdentity(AuditKind.Claimed, name), "sign-in", "", AuditOutcome.Refused) { Remote = remote };
}
