using Pushy.Server.Gateway;

namespace Pushy.Server.Tests.Gateway;

public sealed class NegotiationTests
{
    [Theory]
    [InlineData("application/json", true)]
    [InlineData("APPLICATION/JSON", true)]
    [InlineData("*/*", true)]
    [InlineData("application/*", true)]
    [InlineData("text/html, application/json;q=0.1", true)]
    [InlineData("*/*;q=0.5", true)]
    [InlineData("application/json;q=0", false)]
    [InlineData("application/json;q=0, */*", false)]
    [InlineData("*/*;q=0, application/json", true)]
    [InlineData("text/plain", false)]
    [InlineData("text/*", false)]
    [InlineData("application/octet-stream", false)]
    [InlineData("nonsense", false)]
    public void A_client_takes_JSON_when_a_range_fits(string accept, bool takes) =>
        Assert.Equal(takes, Negotiation.Accepts(accept, "application/json"));

    [Fact]
    public void Without_the_header_a_client_takes_anything() => Assert.True(Negotiation.Accepts(default, "text/event-stream"));

    [Fact]
    public void Several_headers_count_as_one_list() => Assert.True(Negotiation.Accepts(new(["text/html", "application/json"]), "application/json"));
}
