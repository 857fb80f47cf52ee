using Pushy.Server.Configuration;

namespace Pushy.Server.Tests.Configuration;

public sealed class HoconUnitsTests
{
    [Theory]
    [InlineData("500ms", 500)]
    [InlineData("1.5 s", 1_500)]
    [InlineData(" 2 minutes ", 120_000)]
    [InlineData("1h", 3_600_000)]
    [InlineData("1d", 86_400_000)]
    [InlineData("0s", 0)]
    public void Lengths_of_time(string text, double milliseconds)
    {
        Assert.True(HoconUnits.TryReadDuration(text, out var duration));
        Assert.Equal(milliseconds, duration.TotalMilliseconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("60")]
    [InlineData("1.2.3s")]
    [InlineData("1y")]
    [InlineData("-1s")]
    [InlineData("1s 2")]
    [InlineData("9999999999999s")]
    [InlineData("999999999999d")]
    public void What_is_no_length_of_time(string text) => Assert.False(HoconUnits.TryReadDuration(text, out _));

    [Theory]
    [InlineData("1000000", 1_000_000)]
    [InlineData("64KiB", 65_536)]
    [InlineData("64k", 65_536)]
    [InlineData("1 MB", 1_000_000)]
    [InlineData("1m", 1_048_576)]
    [InlineData("0.5kB", 500)]
    public void Sizes(string text, long bytes)
    {
        Assert.True(HoconUnits.TryReadBytes(text, out var read));
        Assert.Equal(bytes, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("MB")]
    [InlineData("1XB")]
    [InlineData("-1")]
    [InlineData("999999999999GB")]
    public void What_is_no_size(string text) => Assert.False(HoconUnits.TryReadBytes(text, out _));
}
