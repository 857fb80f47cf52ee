using System.Text;
using Pushy.Actors.ReadModel;
using Pushy.Contracts.Jobs;

namespace Pushy.Server.Pages.Jobs;

/// <summary>What the nodes of a job printed, the same shown once. Bounded in all directions.</summary>
/// <param name="View">The job.</param>
/// <param name="Groups">Most nodes first.</param>
/// <param name="CutNodes">Nodes of whose output there is more than this page looks at.</param>
public sealed record OutputModel(JobView View, IReadOnlyList<OutputGroup> Groups, IReadOnlySet<string> CutNodes)
{
    /// <summary>Bytes of one stream that are looked at.</summary>
    public const int MostOfStream = 64 * 1024;

    /// <summary>Different outputs shown.</summary>
    public const int MostGroups = 100;

    /// <summary>Names of nodes shown for one output.</summary>
    public const int MostNames = 12;

    private const int MostCharacters = 1024 * 1024;

    /// <summary>Reads it. Of nodes whose outcome counts; while a job goes on those are not all.</summary>
    internal static async Task<OutputModel> Read(JobView view, OutputStore outputs, CancellationToken ct)
    {
        var fold = new OutputFold(MostCharacters, MostGroups);
        var cut = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var one in outputs.ReadAll(view.Spec.Id, MostOfStream, ct))
        {
            if (view.Job.Nodes.Find(one.Node) is not { Ending: Domain.Nodes.NodeEnding.Ended })
                continue;
            fold.Add(one.Node.Value, Text(one.Stdout), Text(one.Stderr));
            if (one.IsCut)
                cut.Add(one.Node.Value);
        }

        return new OutputModel(view, [.. fold.Groups.OrderByDescending(group => group.Nodes.Count)], cut);
    }

    private static string? Text(byte[]? bytes) => bytes is null ? null : Encoding.UTF8.GetString(bytes);
}
