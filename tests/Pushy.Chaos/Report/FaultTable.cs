using System.Globalization;
using System.Text;

namespace Pushy.Chaos.Report;

/// <summary>What each kind of fault cost, for people: 80 columns.</summary>
internal static class FaultTable
{
    private const int NameWidth = 21, CountWidth = 5, FigureWidth = 16;

    public static void Write(StringBuilder text, IReadOnlyList<FaultFigure> figures)
    {
        if (figures.Count == 0)
            return;
        text.Append("fault".PadRight(NameWidth)).Append("times".PadLeft(CountWidth));
        foreach (var heading in (string[])["without a GET", "without a 201", "longest POST"])
            text.Append(heading.PadLeft(FigureWidth));
        text.AppendLine().Append("(seconds)".PadRight(NameWidth + CountWidth));
        for (var column = 0; column < 3; column++)
            text.Append("p50   max".PadLeft(FigureWidth));
        text.AppendLine();
        foreach (var figure in figures)
        {
            text.Append(figure.Kind.PadRight(NameWidth)).Append(figure.Times.ToString(CultureInfo.InvariantCulture).PadLeft(CountWidth));
            foreach (var values in (IReadOnlyList<double>[])[figure.Gets, figure.Creations, figure.Posts])
                text.Append(Seconds(values).PadLeft(FigureWidth));
            text.AppendLine();
            foreach (var (kind, count) in figure.Findings)
                text.AppendLine(CultureInfo.InvariantCulture, $"  {kind}: {count}");
        }
    }

    private static string Seconds(IReadOnlyList<double> values)
    {
        var sorted = values.Order().ToList();
        return string.Create(CultureInfo.InvariantCulture, $"{sorted[(sorted.Count - 1) / 2],5:F1} {sorted[^1],5:F1}");
    }
}
