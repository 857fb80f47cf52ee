using System.Text.Json.Nodes;
using Pushy.Cli.Jobs;
using Pushy.Cli.Output;

namespace Pushy.Cli.Tests.Output;

/// <summary>Text that looks other than it is reaches no output: documents have escapes that mean the same, text for people shows where it stood.</summary>
public sealed class DeceptiveTextTests
{
    /// <summary>Marks and overrides of direction, isolates, invisible characters, separators, tags.</summary>
    private const string Marks =
        "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\u200d\u2060\ufeff\u00ad\u2028\u2029\U000E0041\U000E007F";

    private static readonly JsonObject Document = new() { ["command"] = $"echo {Marks}ü", [$"key{Marks}"] = new JsonArray(Marks) };

    [Theory]
    [InlineData("Json")]
    [InlineData("Yaml")]
    public void Documents_have_escapes_for_it(string format)
    {
        var text = Documents.Write(Document, Enum.Parse<OutputFormat>(format));

        Assert.DoesNotContain(text, SafeText.IsDeceptive);
        Assert.Contains("\\u202E", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_means_the_same_as_before_and_keeps_letters_as_they_are()
    {
        var text = Documents.Write(Document, OutputFormat.Json);

        Assert.True(JsonNode.DeepEquals(Document, JsonNode.Parse(text)));
        Assert.Contains("ü", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cell_of_a_table_shows_where_it_stood()
    {
        var columns = new Columns("NAME", "X");
        columns.Add($"a{Marks}b", "c");
        Assert.Equal($"a{new string('?', Marks.Length)}b  c", columns.Lines(null, colours: false).Last());
    }

    [Fact]
    public async Task Whatever_is_printed_on_whichever_way_goes_out_without_it()
    {
        using var inner = new StringWriter();
        await using var writer = new SafeWriter(inner);
        var ways = 0;
        foreach (var way in (Func<Task>[])[
            () => writer.WriteAsync(Marks), () => writer.WriteLineAsync(Marks), () => writer.WriteAsync(Marks.AsMemory()), () => writer.WriteLineAsync(Marks.AsMemory()),
            () => Do(() => writer.Write(Marks)), () => Do(() => writer.WriteLine(Marks)), () => Do(() => writer.Write(Marks.ToCharArray())),
            () => Do(() => writer.Write(Marks.AsSpan())), () => Do(() => writer.Write("{0}", Marks)), () => writer.WriteAsync('\u202e')])
        {
            await way();
            ways++;
        }

        await writer.WriteAsync("\e[31müé→\e[0m");
        Assert.Equal(10, ways);
        Assert.DoesNotContain(inner.ToString(), SafeText.IsDeceptive);
        Assert.EndsWith("?\e[31müé→\e[0m", inner.ToString(), StringComparison.Ordinal);
    }

    private static Task Do(Action write)
    {
        write();
        return Task.CompletedTask;
    }
}
