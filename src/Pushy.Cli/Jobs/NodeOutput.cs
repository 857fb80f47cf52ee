using System.Text;
using Pushy.Cli.Api;

namespace Pushy.Cli.Jobs;

/// <summary>What a node's command wrote, decoded as UTF-8; null where nothing is stored.</summary>
internal sealed record NodeOutput(string Node, string? Stdout, string? Stderr)
{
    /// <param name="channel">The only one to read; null for both.</param>
    public static async Task<NodeOutput> ReadAsync(PushyClient client, string job, string node, CancellationToken ct, string? channel = null) => new(
        node,
        channel is "stderr" ? null : Decode(await client.OutputAsync(job, node, "stdout", ct)),
        channel is "stdout" ? null : Decode(await client.OutputAsync(job, node, "stderr", ct)));

    private static string? Decode(byte[]? bytes) => bytes is null ? null : Encoding.UTF8.GetString(bytes);
}
