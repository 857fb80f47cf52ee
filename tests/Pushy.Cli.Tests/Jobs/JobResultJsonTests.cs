using System.Text.Json;
using Pushy.Cli.Jobs;

namespace Pushy.Cli.Tests.Jobs;

public sealed class JobResultJsonTests
{
    private static readonly string Json = JobResultJson.Write(
        Some.Job("complete", Some.Succeeded("node-1"), Some.Killed("node-2", 9), Some.Nacked("node-3")),
        [new NodeOutput("node-1", "it's <ü>\n", ""), new NodeOutput("node-2", "", "oh\n"), new NodeOutput("node-3", null, null)]);

    [Fact]
    public void The_document_is_the_job_with_its_results() => Snapshot.Matches("json", Json);

    [Fact]
    public void It_is_one_document_and_a_line_feed()
    {
        using var json = JsonDocument.Parse(Json);

        Assert.Equal("complete", json.RootElement.GetProperty("status").GetString());
        Assert.EndsWith("}\n", Json, StringComparison.Ordinal);
    }
}
