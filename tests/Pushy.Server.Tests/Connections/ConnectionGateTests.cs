using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Pushy.Server.Configuration;
using Pushy.Server.Connections;
using Pushy.Server.Tests.Hosting;

namespace Pushy.Server.Tests.Connections;

public sealed class ConnectionGateTests
{
    private static readonly SettableClock Clock = new(DateTimeOffset.UtcNow);

    [Fact]
    public void One_address_has_only_so_many_connections_on_which_nobody_has_signed_in()
    {
        var gate = Gate(10, "pushy.http.max-connections-per-address=2");
        using var known = gate.TryEnter(From("192.0.2.1"))!;
        known.IsKnown();
        using var one = gate.TryEnter(From("192.0.2.1"));
        var two = gate.TryEnter(From("::ffff:192.0.2.1"))!;

        Assert.Null(gate.TryEnter(From("192.0.2.1")));
        using var other = gate.TryEnter(From("192.0.2.2"));
        Assert.NotNull(other);
        two.Dispose();
        using var next = gate.TryEnter(From("192.0.2.1"));
        Assert.NotNull(next);
    }

    [Fact]
    public void Of_IPv6_a_network_counts_as_one_address()
    {
        var gate = Gate(10, "pushy.http.max-connections-per-address=1");
        using var one = gate.TryEnter(From("2001:db8::1"));
        Assert.Null(gate.TryEnter(From("2001:db8::2")));
        using var other = gate.TryEnter(From("2001:db8:0:1::1"));
        Assert.NotNull(other);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("192.0.2.9")]
    public void This_machine_and_trusted_proxies_stand_for_many(string address)
    {
        var gate = Gate(3, "pushy.http.max-connections-per-address=1", "pushy.http.trusted-proxies=192.0.2.9");
        for (var i = 0; i < 3; i++)
            Assert.NotNull(gate.TryEnter(From(address)));
        Assert.Null(gate.TryEnter(From(address)));   // but of all there are only so many
    }

    [Fact]
    public void A_place_that_was_left_is_another_s_and_only_once()
    {
        var gate = Gate(1);
        var slot = gate.TryEnter(From("192.0.2.1"))!;
        Assert.Null(gate.TryEnter(From("192.0.2.2")));
        slot.IsKnown();
        slot.Dispose();
        slot.Dispose();
        Assert.Equal(0, gate.Open);
        Assert.NotNull(gate.TryEnter(From("192.0.2.2")));
        Assert.Null(gate.TryEnter(From("192.0.2.3")));
    }

    [Fact]
    public void Where_all_places_are_taken_the_oldest_connection_on_which_no_request_came_makes_room()
    {
        var gate = Gate(3);
        var closed = new List<string>();
        var asking = Waiting("asking");
        var oldest = Waiting("oldest");
        var newer = Waiting("newer");
        asking.Heard();

        using var next = gate.TryEnter(From("192.0.2.2"))!;
        next.Heard();
        Assert.Equal(["oldest"], closed);
        oldest.Dispose();
        Assert.Equal(3, gate.Open);

        using var last = gate.TryEnter(From("192.0.2.3"));
        Assert.NotNull(last);
        Assert.Equal(["oldest", "newer"], closed);
        newer.Dispose();
        Assert.Null(gate.TryEnter(From("192.0.2.4")));   // on all there was a request, or somebody waits for nothing
        Assert.Equal(3, gate.Open);

        ConnectionSlot Waiting(string name)
        {
            var slot = gate.TryEnter(From("192.0.2.1"))!;
            slot.Await(Clock, TimeSpan.FromMinutes(1), () => closed.Add(name));
            return slot;
        }
    }

    [Fact]
    public void Only_so_many_connections_may_be_on_their_way_out_at_once()
    {
        var gate = Gate(100);
        for (var i = 0; i < 100; i++)
            gate.TryEnter(From($"192.0.2.{i}"))!.Await(Clock, TimeSpan.FromMinutes(1), () => { });

        var newcomers = Enumerable.Range(0, 100).Count(i => gate.TryEnter(From($"198.51.100.{i}")) is not null);

        Assert.Equal(64, newcomers);
    }

    private static ConnectionGate Gate(int most, params string[] sets) =>
        new(new ConnectionPlan(most, null, 0), PushyConfig.Load([], sets, []).Options.Http, Clock, NullLogger<ConnectionGate>.Instance);

    private static IPEndPoint From(string address) => new(IPAddress.Parse(address), 40_000);
}
