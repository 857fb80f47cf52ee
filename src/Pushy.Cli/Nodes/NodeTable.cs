using System.Globalization;
using System.Text.Json.Nodes;
using Pushy.Cli.Output;
using Pushy.Contracts.Nodes;

namespace Pushy.Cli.Nodes;

/// <summary>Nodes as <c>node list</c> and <c>node status</c> show them.</summary>
internal static class NodeTable
{
    private const string Moment = "yyyy-MM-dd HH:mm:ss'Z'";

    public static async Task PrintAsync(Terminal terminal, IReadOnlyList<NodeDocument> nodes, OutputFormat format)
    {
        if (format.IsDocument())
            await terminal.Output.WriteAsync(Documents.Write(new JsonArray([.. nodes.Select(Document)]), format));
        else
            await terminal.WriteAsync(Table(nodes, format is OutputFormat.Wide));
    }

    public static Columns Table(IReadOnlyList<NodeDocument> nodes, bool wide)
    {
        var columns = wide ? new Columns("NODE", "STATE", "LAST SEEN", "SINCE", "BUSY WITH JOB") : new Columns("NODE", "STATE", "LAST SEEN");
        foreach (var node in nodes)
        {
            var seen = node switch
            {
                { Presence: NodePresenceWords.Online } => "now",
                { LastSeen: { } at } => Text(at),
                _ => "",
            };
            if (wide)
                columns.Add(node.Name, State(node), seen, node.Since is { } since ? Text(since) : "", node.Job ?? "");
            else
                columns.Add(node.Name, State(node), seen);
        }

        return columns;
    }

    private static Cell State(NodeDocument node) => node switch
    {
        { Availability: NodePresenceWords.Available } => new Cell("available", Tone.Good),
        { Availability: NodePresenceWords.Busy } => new Cell("busy", Tone.Busy),
        { Availability: NodePresenceWords.Rehabilitating } => new Cell("rehabilitating", Tone.Bad),
        { Presence: NodePresenceWords.NeverSeen } => new Cell("never seen", Tone.Bad),
        _ => new Cell("offline", Tone.Bad),
    };

    private static JsonObject Document(NodeDocument node) => new()
    {
        ["node_name"] = node.Name,
        ["presence"] = node.Presence,
        ["availability"] = node.Availability,
        ["job"] = node.Job,
        ["last_seen"] = node.LastSeen is { } seen ? Iso(seen) : null,
        ["since"] = node.Since is { } since ? Iso(since) : null,
    };

    private static string Text(DateTimeOffset at) => at.UtcDateTime.ToString(Moment, CultureInfo.InvariantCulture);

    private static string Iso(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture);
}
