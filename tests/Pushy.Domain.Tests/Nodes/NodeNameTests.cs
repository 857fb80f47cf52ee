using Pushy.Domain.Nodes;

namespace Pushy.Domain.Tests.Nodes;

public sealed class NodeNameTests
{
    [Theory]
    [InlineData("web1")]
    [InlineData("WEB-1.example.com:8080_x")]
    [InlineData(".hidden")]
    public void Names_of_letters_digits_and_a_few_signs_can_be_enrolled(string name) => Assert.True(new NodeName(name).CanBeEnrolled);

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("...")]
    [InlineData("a/b")]
    [InlineData("a b")]
    [InlineData("a\n")]
    [InlineData("a\0")]
    [InlineData("%2e")]
    [InlineData("näme")]
    public void Names_that_are_dots_or_hold_other_signs_cannot(string name) => Assert.False(new NodeName(name).CanBeEnrolled);

    [Fact]
    public void A_name_has_at_most_255_characters()
    {
        Assert.True(new NodeName(new string('a', 255)).CanBeEnrolled);
        Assert.False(new NodeName(new string('a', 256)).CanBeEnrolled);
    }

    [Theory]
    [InlineData("-web1")]
    [InlineData("--dryrun")]
    [InlineData("-")]
    public void A_new_name_does_not_begin_with_a_hyphen_and_an_old_one_may(string name) =>
        Assert.Equal((false, true), (new NodeName(name).CanBeGiven, new NodeName(name).CanBeEnrolled));

    [Theory]
    [InlineData("web-1", true)]
    [InlineData("a b", false)]
    [InlineData("", false)]
    public void Any_other_name_that_can_be_enrolled_can_be_given(string name, bool can) => Assert.Equal(can, new NodeName(name).CanBeGiven);

    [Fact]
    public void Names_are_compared_exactly() => Assert.NotEqual(new NodeName("web1"), new NodeName("Web1"));
}
