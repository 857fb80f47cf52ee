using System.Net;
using System.Text.Json;
using Pushy.Chaos.Cluster;
using Pushy.Chaos.Load;
using Pushy.Contracts.Jobs;

namespace Pushy.Chaos.Truth;

/// <summary>What every host tells of a job, at the end.</summary>
/// <param name="Job">Null where it is not known, or hosts do not agree.</param>
/// <param name="Wrong">What is wrong with the answers as such; null if nothing is.</param>
internal sealed record Told(JobDocument? Job, IReadOnlyList<JobNodeDocument> Nodes, (FindingKind Kind, string Text)? Wrong)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static bool IsFinished(string status) => status is "complete" or "quorum_failed" or "timed_out" or "aborted";

    /// <summary>Asks each host for itself: what one knows the others must know.</summary>
    public static async Task<Told> OfAsync(World world, string id, CancellationToken ct)
    {
        List<(string Job, string Nodes)> answers = [];
        foreach (var api in world.Apis)
        {
            var host = new AnyHost([api]);
            var job = await host.AskAsync(0, HttpMethod.Get, $"/jobs/{id}", [], Patience, ct);
            var nodes = await host.AskAsync(0, HttpMethod.Get, $"/jobs/{id}/nodes", [], Patience, ct);
            if (job is not { Status: HttpStatusCode.OK } || nodes is not { Status: HttpStatusCode.OK })
            {
                return new(null, [], (FindingKind.Lost,
                    $"host{answers.Count + 1} answers {(job is null ? "nothing" : $"{(int)job.Status} {job.Text}")}, of its nodes {(nodes is null ? "nothing" : $"{(int)nodes.Status}")}"));
            }

            answers.Add((job.Text, nodes.Text));
        }

        var document = JsonSerializer.Deserialize(answers[0].Job, RestContext.Wire.JobDocument)!;
        var parts = JsonSerializer.Deserialize(answers[0].Nodes, RestContext.Wire.JobNodesPage)!.Nodes;
        if (!IsFinished(document.Status))
            return new(document, parts, (FindingKind.Lost, $"still {document.Status}"));
        return answers.Distinct().Count() == 1
            ? new(document, parts, null)
            : new(document, parts, (FindingKind.False, $"hosts do not agree:\n  {string.Join("\n  ", answers.Distinct())}"));
    }
}
