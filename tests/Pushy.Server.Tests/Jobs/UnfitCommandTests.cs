using System.Text.Json;

namespace Pushy.Server.Tests.Jobs;

[Collection(JobTests.Name)]
public sealed class UnfitCommandTests(JobServer jobs)
{
    [Theory]
    [InlineData("echo a\tb", "it has the control character U+0009 (tab) at position 7")]
    [InlineData("a\nb", "it has the control character U+000A (line feed) at position 2")]
    [InlineData("\0", "it has the control character U+0000 (NUL) at position 1")]
    public async Task A_command_that_no_agent_takes_is_refused_at_once_and_the_error_says_why(string command, string why)
    {
        var org = await jobs.Organization("web1");

        var reply = await org.Alice.Post(org.Jobs, JsonSerializer.Serialize(new { command, nodes = new[] { "web1" } }));

        Assert.Equal(400, reply.Status);
        Assert.Equal(
            $"invalid command supplied ({why}; agents take commands of one line without any. Put a ; between two commands)",
            JsonDocument.Parse(reply.Body).RootElement.GetProperty("error").GetString());
        Assert.Equal("[]", (await org.Alice.Get(org.Jobs)).Body);
    }
}
