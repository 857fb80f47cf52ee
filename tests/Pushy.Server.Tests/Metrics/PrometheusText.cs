using System.Globalization;
using System.Text.RegularExpressions;

namespace Pushy.Server.Tests.Metrics;

/// <summary>One line of an exposition.</summary>
public sealed record Sample(string Name, IReadOnlyDictionary<string, string> Labels, double Value);

/// <summary>A metric with its samples.</summary>
public sealed record Family(string Name, string Type, string Help, IReadOnlyList<Sample> Samples)
{
    /// <summary>Names under which queries find it.</summary>
    public IEnumerable<string> SeriesNames => Type == "histogram" ? [Name + "_bucket", Name + "_sum", Name + "_count"] : [Name];
}

/// <summary>
/// A strict reading of Prometheus' text format 0.0.4: every sample belongs to the family announced last, each family stands once with TYPE and HELP,
/// no series comes twice, counters end in _total and are not negative, and histograms are whole and cumulative.
/// </summary>
public sealed partial class PrometheusText
{
    private readonly Dictionary<string, Family> _families = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, Family> Families => _families;

    public static PrometheusText Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);

        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\r', text);
        var all = new PrometheusText();
        var series = new HashSet<string>(StringComparer.Ordinal);
        (string Name, string? Type, string? Help, List<Sample> Samples)? open = null;
        foreach (var line in text.Split('\n')[..^1])
        {
            if (Meta().Match(line) is { Success: true } meta)
            {
                var name = meta.Groups["name"].Value;
                if (open?.Name != name)
                {
                    all.Close(open);
                    open = (name, null, null, []);
                }

                var isType = meta.Groups["kind"].Value == "TYPE";
                Assert.True((isType ? open!.Value.Type : open!.Value.Help) is null && open.Value.Samples.Count == 0, $"twice or too late: {line}");
                open = isType ? open.Value with { Type = meta.Groups["text"].Value } : open.Value with { Help = meta.Groups["text"].Value };
                continue;
            }

            Assert.False(line.StartsWith('#') || line.Length == 0, $"neither TYPE nor HELP: '{line}'");
            var sample = ReadSample(line);
            Assert.True(open is not null, $"no family: {line}");
            Assert.True(series.Add(line[..line.LastIndexOf(' ')]), $"twice: {line}");
            open!.Value.Samples.Add(sample);
        }

        all.Close(open);
        return all;
    }

    /// <summary>The one sample with these labels.</summary>
    public double Value(string name, params (string Name, string Value)[] labels)
    {
        var found = _families.Values.SelectMany(family => family.Samples)
            .Where(sample => sample.Name == name && labels.All(label => sample.Labels.GetValueOrDefault(label.Name) == label.Value)).ToList();
        Assert.True(found.Count == 1, $"{found.Count} samples of {name} with {string.Join(", ", labels)}");
        return found[0].Value;
    }

    private void Close((string Name, string? Type, string? Help, List<Sample> Samples)? open)
    {
        if (open is not var (name, type, help, samples))
            return;
        Assert.True(type is "counter" or "gauge" or "histogram", $"{name} is a '{type}'");
        Assert.False(string.IsNullOrWhiteSpace(help), $"{name} has no HELP");
        Assert.True(samples.Count > 0, $"{name} has no samples");
        var family = new Family(name, type!, help!, samples);
        Assert.All(samples, sample => Assert.Contains(sample.Name, family.SeriesNames));
        if (type == "counter")
            Assert.All(samples, sample => Assert.True(sample.Value >= 0 && name.EndsWith("_total", StringComparison.Ordinal), $"{name} {sample.Value}"));
        if (type == "histogram")
            CheckHistogram(family);
        Assert.True(_families.TryAdd(name, family), $"{name} stands twice");
    }

    private static void CheckHistogram(Family family)
    {
        foreach (var one in family.Samples.GroupBy(sample => string.Join(',', sample.Labels.Where(label => label.Key != "le").OrderBy(label => label.Key, StringComparer.Ordinal))))
        {
            var buckets = one.Where(sample => sample.Name == family.Name + "_bucket").ToList();
            var limits = buckets.Select(sample => Number(sample.Labels["le"])).ToList();
            Assert.Equal(limits.Order(), limits);
            Assert.Equal(double.PositiveInfinity, limits[^1]);
            Assert.Equal(buckets.Select(sample => sample.Value).Order(), buckets.Select(sample => sample.Value));
            Assert.Equal(buckets[^1].Value, one.Single(sample => sample.Name == family.Name + "_count").Value);
            Assert.Single(one, sample => sample.Name == family.Name + "_sum");
        }
    }

    private static Sample ReadSample(string line)
    {
        var match = Line().Match(line);
        Assert.True(match.Success, $"not a sample: '{line}'");
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (Capture label in match.Groups["label"].Captures)
        {
            var (name, value) = (label.Value[..label.Value.IndexOf('=')], label.Value[(label.Value.IndexOf('=') + 2)..^1]);
            Assert.True(labels.TryAdd(name, Regex.Unescape(value)), $"label {name} twice: {line}");
        }

        return new Sample(match.Groups["name"].Value, labels, Number(match.Groups["value"].Value));
    }

    private static double Number(string text) => text switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        "NaN" => double.NaN,
        _ => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
    };

    [GeneratedRegex("^# (?<kind>TYPE|HELP) (?<name>[a-zA-Z_:][a-zA-Z0-9_:]*) (?<text>.+)$")]
    private static partial Regex Meta();

    [GeneratedRegex("""^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{((?<label>[a-zA-Z_][a-zA-Z0-9_]*="([^"\\]|\\[\\n"])*")(,(?<label>[a-zA-Z_][a-zA-Z0-9_]*="([^"\\]|\\[\\n"])*"))*)?\})? (?<value>[-+0-9.eEInfNa]+)$""")]
    private static partial Regex Line();
}
