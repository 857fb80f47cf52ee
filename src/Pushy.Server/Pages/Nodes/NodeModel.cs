using Pushy.Contracts.Nodes;
using Pushy.Domain.Diagnosis;

namespace Pushy.Server.Pages.Nodes;

/// <param name="Detail">As the API tells it.</param>
/// <param name="Findings">What the doctor finds.</param>
/// <param name="Now">The server's time.</param>
public sealed record NodeModel(string Organization, NodeDetailDocument Detail, IReadOnlyList<Finding> Findings, DateTimeOffset Now)
{
    public NodeDocument Node => Detail.Node;
}
