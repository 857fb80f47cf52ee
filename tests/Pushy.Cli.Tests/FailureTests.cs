using Pushy.Cli.Api;

namespace Pushy.Cli.Tests;

public sealed class FailureTests
{
    [Theory]
    [InlineData("GET /jobs: the server answered 404: organization 'acmee' does not exist.", "pushy: 'pushy config show' has the organization and where it comes from; --org names another")]
    [InlineData("GET /jobs/1: the server answered 404: not found", "pushy: 'pushy job list' shows the jobs there are, 'pushy config show' where they were looked for")]
    public void What_is_not_found_is_looked_for_where_it_would_be(string message, string remedy) =>
        Assert.Equal(["pushy: " + message, remedy], Failure.Lines(new RequestFailedException(message, status: 404)));
}
