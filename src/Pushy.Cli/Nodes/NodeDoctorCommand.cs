using System.CommandLine;
using Pushy.Cli.Jobs;
using Pushy.Cli.Output;
using Pushy.Cli.Profiles;
using Pushy.Contracts.Jobs;
using Pushy.Contracts.Nodes;

namespace Pushy.Cli.Nodes;

/// <summary><c>pushy node doctor NAME</c>: what the server finds, as it finds it.</summary>
internal static class NodeDoctorCommand
{
    private const string Problem = "problem";
    private const string Ok = "ok";
    private const string Note = "note";

    public static Command Create(Terminal terminal)
    {
        var name = new Argument<string>("NAME") { Description = "The node." };
        var command = new Command("doctor", "Why a node does not answer, and what to do. Ends with 1 if something is wrong now.") { name };
        var connection = new ConnectionOptions(command, terminal);
        var format = new FormatOptions(command);
        command.SetAction(async (parsed, ct) =>
        {
            var asked = NodeNames.Checked([parsed.GetRequiredValue(name)])[0];
            using var open = connection.Open(parsed);
            var node = await open.Client.NodeAsync(asked, ct);
            if (format.Of(parsed) is var chosen && chosen.IsDocument())
            {
                await terminal.Output.WriteAsync(Documents.Write(node, RestContext.Wire.NodeDetailDocument, chosen));
            }
            else
            {
                foreach (var line in Lines(node.Findings, terminal.Colours))
                    await terminal.Output.WriteLineAsync(line);
            }

            return node.Findings.Any(one => one.Level is Problem) ? ExitCodes.SomeFailed : ExitCodes.Success;
        });
        return command;
    }

    /// <summary>Each finding, and below it what to do.</summary>
    public static IEnumerable<string> Lines(IEnumerable<FindingDocument> findings, bool colours)
    {
        foreach (var finding in findings)
        {
            yield return $"{Mark(finding.Level, colours)} {SafeText.Line(finding.Text)}";
            if (finding.Remedy is { } remedy)
                yield return $"    -> {SafeText.Line(remedy)}";
        }
    }

    private static string Mark(string level, bool colours)
    {
        var (mark, tone) = level switch
        {
            Ok => ("ok ", Tone.Good),
            Problem => ("!! ", Tone.Bad),
            Note => ("-  ", Tone.Plain),
            _ => ("?  ", Tone.Faint),
        };
        return colours ? Paint.With(tone, mark) : mark;
    }
}
