using Pushy.Cli.Jobs;

namespace Pushy.Cli.Tests.Jobs;

public sealed class JobInputTests
{
    [Fact]
    public void A_file_of_text_is_sent_as_text_and_any_other_as_base64()
    {
        Assert.Equal("raw:grüß\n", JobInput.File("f", "grüß\n"u8.ToArray()));
        Assert.Equal("base64:/wA=", JobInput.File("f", [0xff, 0x00]));
    }

    [Fact]
    public void A_file_above_the_limit_is_refused_before_anything_is_sent()
    {
        _ = JobInput.File("f", new byte[100_000]);

        Assert.Equal("--file f has 100001 bytes; allowed are 100000", Assert.Throws<UsageException>(() => JobInput.File("f", new byte[100_001])).Message);
    }

    [Fact]
    public void Variables_come_one_by_one_or_as_json()
    {
        var variables = JobInput.Variables(["A=1", "B=x=y", "C=", """{"D":"4"}"""]);

        Assert.Equal([("A", "1"), ("B", "x=y"), ("C", ""), ("D", "4")], variables!.Select(one => (one.Key, one.Value)));
        Assert.Null(JobInput.Variables([]));
    }

    [Theory]
    [InlineData("A")]
    [InlineData("=1")]
    [InlineData("{")]
    [InlineData("""{"A":1}""")]
    [InlineData("""{"A":null}""")]
    public void Others_are_refused_without_being_shown(string text)
    {
        var refused = Assert.Throws<UsageException>(() => JobInput.Variables([text]));

        Assert.StartsWith("--env ", refused.Message, StringComparison.Ordinal);
    }
}
