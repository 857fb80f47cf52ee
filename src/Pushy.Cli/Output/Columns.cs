using System.Text;
using Pushy.Cli.Jobs;

namespace Pushy.Cli.Output;

/// <summary>What a cell means; shown as a colour where there are colours, never by colour alone.</summary>
internal enum Tone
{
    Plain,
    Good,
    Bad,
    Busy,
    Faint,
}

/// <summary>A cell of a table.</summary>
internal readonly record struct Cell(string Text, Tone Tone = Tone.Plain)
{
    public static implicit operator Cell(string? text) => new(text ?? "");

    public static Cell ToCell(string? text) => text;
}

/// <summary>Rows under headings, with two blanks between columns; text of others is made harmless.</summary>
internal sealed class Columns(params string[] headings)
{
    private const int Gap = 2;

    /// <summary>The last column is not cut below this.</summary>
    private const int LeastLast = 10;

    private readonly List<Cell[]> _rows = [];

    /// <summary>Whether the last column may be cut to fit the screen: only what can be had whole in another way.</summary>
    public bool MayBeCut { get; init; }

    public void Add(params Cell[] cells) => _rows.Add([.. cells.Select(cell => cell with { Text = SafeText.Line(cell.Text) })]);

    /// <param name="width">Lines are cut to it, in the last column; null: never.</param>
    public IEnumerable<string> Lines(int? width, bool colours)
    {
        var widths = headings.Select((heading, column) => _rows.Select(row => row[column].Text.Length).Append(heading.Length).Max()).ToArray();
        var last = MayBeCut && width is { } columns ? Math.Max(LeastLast, columns - widths.SkipLast(1).Sum(one => one + Gap)) : int.MaxValue;
        foreach (var row in _rows.Prepend([.. headings.Select(heading => new Cell(heading, Tone.Faint))]))
        {
            var line = new StringBuilder();
            for (var column = 0; column < row.Length; column++)
            {
                var isLast = column == row.Length - 1;
                var text = isLast && row[column].Text.Length > last ? row[column].Text[..(last - 1)] + "…" : row[column].Text;
                line.Append(colours ? Paint.With(row[column].Tone, text) : text);
                if (!isLast)
                    line.Append(' ', widths[column] + Gap - text.Length);
            }

            yield return line.ToString().TrimEnd();
        }
    }
}

/// <summary>Text in a colour, for terminals.</summary>
internal static class Paint
{
    public static string With(Tone tone, string text) => text.Length == 0 || Code(tone) is not { } code ? text : $"\e[{code}m{text}\e[0m";

    private static string? Code(Tone tone) => tone switch
    {
        Tone.Good => "32",
        Tone.Bad => "31",
        Tone.Busy => "33",
        Tone.Faint => "2",
        _ => null,
    };
}
