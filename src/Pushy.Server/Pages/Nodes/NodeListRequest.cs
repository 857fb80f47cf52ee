using Pushy.Contracts.Nodes;
using Pushy.Domain.Nodes;
using Pushy.Domain.Permissions;
using Pushy.Server.Nodes;

namespace Pushy.Server.Pages.Nodes;

/// <summary>What the page of nodes was asked for. What makes no sense is as if it were not there.</summary>
/// <param name="Name">A part of a name, or a pattern with <c>*</c> or <c>?</c>.</param>
/// <param name="State">A state of the API's list; empty: any.</param>
/// <param name="After">The last name of the page before.</param>
internal sealed record NodeListRequest(string Name, string State, string After)
{
    private static readonly char[] Wild = ['*', '?'];

    private readonly NodePattern? _pattern = NodePattern.TryParse(PatternOf(Name), out var pattern, out _) ? pattern : null;

    public static NodeListRequest Read(IQueryCollection query)
    {
        var state = query["state"].ToString();
        return new NodeListRequest(Text("name"), NodeQuery.States.Contains(state) ? state : "", Text("after"));

        string Text(string name) => query[name].ToString() is { Length: <= NodePattern.MaxLength - 2 } text ? text.Trim() : "";
    }

    /// <summary>What the API and jobs take: the whole name has to fit.</summary>
    public static string PatternOf(string name) => name.Length == 0 ? "*" : name.IndexOfAny(Wild) >= 0 ? name : $"*{name}*";

    public bool Fits(NodeDocument node) => _pattern is null || _pattern.IsAll || _pattern.Matches(new NodeName(node.Name));

    public bool HasState(NodeDocument node) => State.Length == 0 || node.Presence == State || node.Availability == State;

    public string Address(string organization, string after)
    {
        (string Name, string Value)[] all = [("name", Name), ("state", State), ("after", after)];
        return $"{PageUrls.Nodes(organization)}?{string.Join('&', all.Where(part => part.Value.Length > 0).Select(part => $"{part.Name}={Uri.EscapeDataString(part.Value)}"))}";
    }
}
