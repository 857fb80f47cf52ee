using Pushy.Cli.Output;

namespace Pushy.Cli.Tests.Output;

public sealed class ColumnsTests
{
    [Fact]
    public void Columns_are_as_wide_as_they_must_be_and_lines_end_without_blanks()
    {
        var columns = Some();

        Assert.Equal(["NODE       STATE", "web1       ok", "long-name"], columns.Lines(null, colours: false));
    }

    [Fact]
    public void Only_a_last_column_that_may_be_cut_is_cut_to_the_screen()
    {
        var columns = new Columns("JOB", "COMMAND") { MayBeCut = true };
        columns.Add("1", new string('x', 100));

        var lines = columns.Lines(40, colours: false).ToList();

        Assert.Equal(40, lines[1].Length);
        Assert.EndsWith("x…", lines[1], StringComparison.Ordinal);

        var reasons = new Columns("WHY");
        reasons.Add(new string('x', 100));
        Assert.Equal(100, reasons.Lines(40, colours: false).Last().Length);
    }

    [Fact]
    public void Colours_are_there_only_where_they_are_wanted()
    {
        Assert.DoesNotContain('\e', string.Concat(Some().Lines(80, colours: false)));
        Assert.Contains("\e[32mok\e[0m", string.Concat(Some().Lines(80, colours: true)), StringComparison.Ordinal);
    }

    [Fact]
    public void Text_of_others_cannot_reach_the_terminal()
    {
        var columns = new Columns("NODE");
        columns.Add("a\e[2J\u202eb\nc");

        Assert.Equal("a?[2J?b?c", columns.Lines(null, colours: false).Last());
    }

    private static Columns Some()
    {
        var columns = new Columns("NODE", "STATE");
        columns.Add("web1", new Cell("ok", Tone.Good));
        columns.Add("long-name", "");
        return columns;
    }
}
