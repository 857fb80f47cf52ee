using System.Globalization;
using Pushy.Domain.Nodes;

namespace Pushy.Server.Pages.Jobs;

/// <summary>Some nodes of a job, a page of them.</summary>
/// <param name="View">The job.</param>
/// <param name="State">Only in this state; null: in any.</param>
/// <param name="Find">Only those whose name has this in it, in any case.</param>
/// <param name="From">Index of the first that is shown, among those that match.</param>
public sealed record JobNodesModel(JobView View, NodeState? State, string Find, int From)
{
    public const int Size = 200;

    private readonly IReadOnlyList<NodeLine> _matching = [.. View.Spec.Nodes
        .Where(node => node.Value.Contains(Find, StringComparison.OrdinalIgnoreCase))
        .Select(node => new NodeLine(node, View.Job.Nodes.Find(node)!))
        .Where(line => State is not { } wanted || line.Part.State == wanted)];

    public int Matching => _matching.Count;

    public IReadOnlyList<NodeLine> Lines => [.. _matching.Skip(From).Take(Size)];

    /// <summary>Address of another page of the same.</summary>
    public string Page(int from) => string.Create(
        CultureInfo.InvariantCulture,
        $"{PageUrls.JobNodes(View.Organization, View.Spec.Id.Value)}?state={(State is { } state ? JobNodesRoute.NameOf(state) : "")}&find={Uri.EscapeDataString(Find)}&from={from}");
}
