using Pushy.Cli.Nodes;
using Pushy.Contracts.Nodes;

namespace Pushy.Cli.Tests.Nodes;

public sealed class NodeTableTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Each_node_is_told_with_what_it_is_and_when_it_was_seen()
    {
        NodeDocument[] nodes =
        [
            new("db1", "never_seen", "unavailable"),
            new("web1", "online", "busy") { Job = "4711", LastSeen = Noon, Since = Noon },
            new("web2", "offline", "unavailable") { LastSeen = Noon, Since = Noon },
            new("web3", "online", "rehabilitating") { LastSeen = Noon, Since = Noon },
        ];

        Assert.Equal(
            [
                "NODE  STATE           LAST SEEN             SINCE                 BUSY WITH JOB",
                "db1   never seen",
                "web1  busy            now                   2026-11-25 12:00:00Z  4711",
                "web2  offline         2026-11-25 12:00:00Z  2026-11-25 12:00:00Z",
                "web3  rehabilitating  now                   2026-11-25 12:00:00Z",
            ],
            NodeTable.Table(nodes, wide: true).Lines(null, colours: false));
    }

    [Fact]
    public void What_to_do_stands_below_what_is_wrong_and_nothing_reaches_the_terminal() => Assert.Equal(
        ["ok  Fine.", "!!  It is? gone.", "    -> start it", "-   It failed once.", "?   Who knows."],
        NodeDoctorCommand.Lines([new("ok", "Fine.", null), new("problem", "It is\e gone.", "start it"), new("note", "It failed once.", null), new("unknown", "Who knows.", null)], colours: false));
}
