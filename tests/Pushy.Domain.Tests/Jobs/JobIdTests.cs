using Pushy.Domain.Jobs;

namespace Pushy.Domain.Tests.Jobs;

public sealed class JobIdTests
{
    private static readonly byte[] Chance = [0, 1, 2, 3, 4, 5, 6, 7, 8, 255];

    [Fact]
    public void An_id_is_the_end_of_the_organizations_guid_and_twenty_random_digits() =>
        Assert.Equal("6789abcdef01" + "000102030405060708ff", JobId.Create("0123456789abcdef01236789abcdef01", Chance).Value);

    [Fact]
    public void A_made_id_is_valid() => Assert.True(JobId.IsValid(JobId.Create("0123456789abcdef01236789abcdef01", Chance).Value));

    [Fact]
    public void An_id_needs_ten_random_bytes() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => JobId.Create("0123456789abcdef01236789abcdef01", [1, 2, 3]));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("aaaaaaaaaaaaaaaagaaaaaaaaaaaaaaa")]
    [InlineData("aaaaaaaaaaaaaaaa aaaaaaaaaaaaaaa")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\u0661\u0662")]
    public void Anything_but_32_lower_case_hex_digits_is_no_id(string? text) => Assert.False(JobId.IsValid(text));
}
