using Pushy.Cli.Api;

namespace Pushy.Cli.Nodes;

/// <summary>What the server knows of an organization's nodes.</summary>
/// <param name="Available">Those that are connected and may vote.</param>
/// <param name="Enrolled">All clients of the organization, other API clients among them; null where they cannot be seen.</param>
internal sealed record KnownNodes(IReadOnlySet<string> Available, IReadOnlyList<string>? Enrolled)
{
    /// <summary>Names, in order.</summary>
    public IEnumerable<string> All => Available.Union(Enrolled ?? [], StringComparer.Ordinal).Order(StringComparer.Ordinal);

    public static async Task<KnownNodes> ReadAsync(PushyClient client, CancellationToken ct)
    {
        var states = await client.NodeStatesAsync(ct);
        return new KnownNodes(
            states.Where(state => state.Availability == "available").Select(state => state.NodeName).ToHashSet(StringComparer.Ordinal),
            await client.ClientsAsync(ct));
    }
}
