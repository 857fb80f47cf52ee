using System.Text.RegularExpressions;
using Pushy.Domain.Jobs;

namespace Pushy.Domain.Tests.Jobs;

/// <summary>The picture of a job's states in docs/how-it-works.md shows what <see cref="Job.Evolve"/> does, no more and no less.</summary>
public sealed partial class DiagramTests
{
    [Fact]
    public void The_diagram_of_a_job_has_every_transition_and_no_other() => Assert.Equal(Happens(), Drawn());

    private static SortedSet<string> Drawn()
    {
        var page = File.ReadAllText("how-it-works.md");
        var diagram = page[page.IndexOf("stateDiagram-v2", StringComparison.Ordinal)..];
        diagram = diagram[..diagram.IndexOf("```", StringComparison.Ordinal)];
        return [.. Arrow().Matches(diagram).SelectMany(arrow => arrow.Groups[3].Value.Split(", ").Select(name => Line(arrow.Groups[1].Value, arrow.Groups[2].Value, name.Trim())))];
    }

    private static SortedSet<string> Happens()
    {
        var lines = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var step in EveryReachable.Steps)
        {
            var state = step.Before;
            foreach (var @event in step.Decision.Events)
            {
                var next = Job.Evolve(state, @event);
                lines.Add(Line(NameOf(state), NameOf(next), @event.GetType().Name));
                state = next;
            }
        }

        return lines;
    }

    private static string NameOf(JobState state) => state is JobState.Missing ? "[*]" : state.GetType().Name;

    private static string Line(string from, string to, string name) => $"{from} --> {to}: {name}";

    [GeneratedRegex(@"^ *(\S+) --> (\S+): (.+)$", RegexOptions.Multiline)]
    private static partial Regex Arrow();
}
