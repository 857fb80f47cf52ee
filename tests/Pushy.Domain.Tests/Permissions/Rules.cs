using Pushy.Domain.Nodes;
using Pushy.Domain.Permissions;

namespace Pushy.Domain.Tests.Permissions;

/// <summary>Short ways to write rules and groups.</summary>
internal static class Rules
{
    public static JobRule Rule(string command, string nodes = "*") => new(Command(command), NodesLike(nodes));

    public static CommandPattern Command(string text) =>
        CommandPattern.TryParse(text, out var pattern, out var problem) ? pattern : throw new ArgumentException(problem);

    public static NodePattern NodesLike(string text) =>
        NodePattern.TryParse(text, out var pattern, out var problem) ? pattern : throw new ArgumentException(problem);

    /// <summary>A group that has the requestor in its own list.</summary>
    public static WritersGroup Mine(string name, params JobRule[] rules) => new(name, true, [], rules.Length == 0 ? null : [.. rules]);

    /// <summary>A group of groups.</summary>
    public static WritersGroup Of(string name, string[] groups, params JobRule[] rules) => new(name, false, [.. groups], rules.Length == 0 ? null : [.. rules]);

    public static JobVerdict Decide(WritersGroup[] groups, string command, params string[] nodes) =>
        JobPermission.Decide(groups, command, [.. nodes.Select(node => new NodeName(node))]);
}
