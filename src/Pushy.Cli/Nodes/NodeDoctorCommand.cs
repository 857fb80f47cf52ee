using System.CommandLine;
using System.Text.Json.Nodes;
using Pushy.Cli.Api;
using Pushy.Cli.Jobs;
using Pushy.Cli.Output;
using Pushy.Cli.Profiles;

namespace Pushy.Cli.Nodes;

/// <summary><c>pushy node doctor NAME</c>.</summary>
internal static class NodeDoctorCommand
{
    private const int JobsLookedAt = 5;

    public static Command Create(Terminal terminal)
    {
        var name = new Argument<string>("NAME") { Description = "The node." };
        var command = new Command("doctor", "Why a node does not answer, as far as the server can tell. Ends with 1 if something is wrong.") { name };
        var connection = new ConnectionOptions(command, terminal);
        var format = new FormatOptions(command);
        command.SetAction(async (parsed, ct) =>
        {
            using var open = connection.Open(parsed);
            var node = parsed.GetRequiredValue(name);
            List<Finding> findings = [.. NodeDoctor.Examine(await FactsAsync(open.Client, node, terminal, ct))];
            if (format.Of(parsed) is var chosen && chosen.IsDocument())
            {
                var document = new JsonObject
                {
                    ["node_name"] = node,
                    ["findings"] = new JsonArray([.. findings.Select(one => new JsonObject { ["weight"] = Word(one.Weight), ["text"] = one.Text })]),
                };
                await terminal.Output.WriteAsync(Documents.Write(document, chosen));
            }
            else
            {
                foreach (var one in findings)
                    await terminal.Output.WriteLineAsync($"{Mark(one.Weight, terminal.Colours)} {SafeText.Line(one.Text)}");
            }

            return findings.Any(one => one.Weight is Weight.Problem) ? ExitCodes.SomeFailed : ExitCodes.Success;
        });
        return command;
    }

    private static async Task<NodeFacts> FactsAsync(PushyClient client, string node, Terminal terminal, CancellationToken ct)
    {
        var state = await client.NodeStateAsync(node, ct);
        var clients = await client.ClientsAsync(ct);
        var enrolled = clients?.Contains(node, StringComparer.Ordinal);
        var skew = terminal.Clock.GetUtcNow() - await client.ServerTimeAsync(ct);
        var jobs = await client.JobsAsync([KeyValuePair.Create("node", node), KeyValuePair.Create("limit", $"{JobsLookedAt}")], ct);
        List<NodePast> past = [];
        foreach (var job in jobs.Jobs)
        {
            if ((await client.JobNodesAsync(job.Id, ct)).FirstOrDefault(part => part.Node == node) is { } part)
                past.Add(new NodePast(job.Id, job.CreatedAt, part));
        }

        var busy = past.FirstOrDefault(one => one.Part.State is "new" or "ready" or "running")?.Job;
        return new NodeFacts(node, state.Availability == "available", enrolled, enrolled is true ? await client.UsableKeysAsync(node, ct) : null, busy, past, skew);
    }

    private static string Word(Weight weight) => weight switch
    {
        Weight.Fine => "fine",
        Weight.Problem => "problem",
        _ => "unknown",
    };

    private static string Mark(Weight weight, bool colours)
    {
        var (mark, tone) = weight switch
        {
            Weight.Fine => ("ok ", Tone.Good),
            Weight.Problem => ("!! ", Tone.Bad),
            _ => ("?  ", Tone.Faint),
        };
        return colours ? Paint.With(tone, mark) : mark;
    }
}
