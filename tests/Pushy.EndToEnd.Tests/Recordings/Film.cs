using System.Globalization;
using System.Text;
using System.Xml.Linq;

namespace Pushy.EndToEnd.Tests.Recordings;

/// <summary>
/// A recording as one SVG that moves by itself where a page shows it as a picture: its frames stand below each other on a strip, and the strip is moved. Without movement
/// (<c>prefers-reduced-motion</c>) it shows the end.
/// </summary>
internal static class Film
{
    private const double CellWidth = 8.4;
    private const double LineHeight = 18;
    private const double Margin = 14;
    private static readonly TimeSpan LastStays = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);   // longer ones are cut to it

    /// <summary>The palette's first 16 colours on <c>#16181d</c>; all have a contrast of 4.5 and more.</summary>
    private static readonly string[] Palette =
    [
        "#8b919c", "#f47067", "#57ab5a", "#daaa3f", "#6cb6ff", "#dcbdfb", "#39c5cf", "#adbac7",
        "#909dab", "#ff938a", "#6bc46d", "#daaa3f", "#6cb6ff", "#dcbdfb", "#56d4dd", "#cdd9e5",
    ];

    /// <param name="title">For those who cannot see it.</param>
    public static string Of(string title, IReadOnlyList<Frame> frames)
    {
        var shown = Distinct(frames);
        var (columns, rows) = (shown[0].Rows[0].Count, shown.Max(frame => HeightOf(frame.Rows)));
        var (width, height) = (columns * CellWidth + 2 * Margin, rows * LineHeight + 2 * Margin);
        var starts = Starts(shown);
        var length = starts[^1] + LastStays;

        var moves = new StringBuilder();
        for (var i = 0; i < shown.Count; i++)
            moves.Append(CultureInfo.InvariantCulture, $"{starts[i] / length * 100:0.###}%{{transform:translateY({-i * height:0.##}px)}}");
        var colours = string.Concat(Palette.Select((colour, i) => $".c{i}{{fill:{colour}}}"));
        var style = string.Create(
            CultureInfo.InvariantCulture,
            $"text{{font:14px ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,monospace;fill:#d5dbe3;white-space:pre}}.b{{font-weight:700}}.d{{opacity:.75}}{colours}"
            + $"#strip{{animation:play {length.TotalSeconds:0.##}s step-end infinite}}@keyframes play{{{moves}}}"
            + $"@media(prefers-reduced-motion:reduce){{#strip{{animation:none;transform:translateY({-(shown.Count - 1) * height:0.##}px)}}}}");

        XNamespace svg = "http://www.w3.org/2000/svg";
        return new XElement(
            svg + "svg",
            new XAttribute("width", width), new XAttribute("height", height), new XAttribute("viewBox", string.Create(CultureInfo.InvariantCulture, $"0 0 {width} {height}")),
            new XAttribute("role", "img"), new XAttribute("aria-label", title),
            new XElement(svg + "title", title),
            new XElement(svg + "style", style),
            new XElement(svg + "rect", new XAttribute("width", "100%"), new XAttribute("height", "100%"), new XAttribute("rx", 8), new XAttribute("fill", "#16181d")),
            new XElement(
                svg + "g",
                new XAttribute("id", "strip"),
                shown.Select((frame, i) => new XElement(svg + "g", frame.Rows.SelectMany((row, y) => Row(svg, row, i * height + Margin + (y + 0.75) * LineHeight)))))).ToString(SaveOptions.DisableFormatting) + "\n";
    }

    private static IEnumerable<XElement> Row(XNamespace svg, IReadOnlyList<Cell> row, double y)
    {
        for (var x = 0; x < row.Count;)
        {
            var end = x + 1;
            while (end < row.Count && row[end].Style == row[x].Style)
                end++;
            var text = new string([.. row.Take(end).Skip(x).Select(cell => cell.Sign)]).TrimEnd();
            var blanks = text.Length - text.TrimStart().Length;
            text = text.TrimStart();
            if (text.Length > 0)
            {
                yield return new XElement(
                    svg + "text",
                    new XAttribute("x", Number(Margin + (x + blanks) * CellWidth)), new XAttribute("y", Number(y)),
                    new XAttribute("textLength", Number(text.Length * CellWidth)),   // whatever font there is, columns stay columns
                    ClassOf(row[x].Style) is { Length: > 0 } classes ? new XAttribute("class", classes) : null,
                    text);
            }

            x = end;
        }
    }

    private static string ClassOf(TextStyle style) =>
        string.Join(' ', new[] { style.Colour is { } colour ? $"c{colour}" : "", style.Bold ? "b" : "", style.Dim ? "d" : "" }.Where(each => each.Length > 0));

    private static List<Frame> Distinct(IReadOnlyList<Frame> frames)
    {
        var distinct = new List<Frame>();
        foreach (var frame in frames)
        {
            if (distinct.Count == 0 || !frame.Rows.Zip(distinct[^1].Rows).All(pair => pair.Item1.SequenceEqual(pair.Item2)))
                distinct.Add(frame);
        }

        return distinct;
    }

    /// <summary>When each frame comes, in the film.</summary>
    private static TimeSpan[] Starts(List<Frame> frames)
    {
        var starts = new TimeSpan[frames.Count];
        for (var i = 1; i < starts.Length; i++)
            starts[i] = starts[i - 1] + TimeSpan.FromTicks(Math.Min((frames[i].At - frames[i - 1].At).Ticks, LongestWait.Ticks));
        return starts;
    }

    private static int HeightOf(IReadOnlyList<IReadOnlyList<Cell>> rows) => rows.Count - rows.Reverse().TakeWhile(row => row.All(cell => cell.Sign is ' ')).Count();

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
