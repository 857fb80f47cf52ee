using System.Text;
using System.Text.Json;
using Pushy.Contracts.Agents;

namespace Pushy.Contracts.Tests.Agents;

/// <summary>The frames of output, as they stand on the wire.</summary>
public sealed class OutputMessageTests
{
    private const string Job = "0a1b2c3d4e5f25fd67fa8715fd547d3d";

    [Fact]
    public void A_piece_is_base64_with_its_stream_and_offset()
    {
        const string frame = $$"""{"type":"output","job_id":"{{Job}}","stream":"stderr","offset":70000,"data":"+/8A"}""";
        Assert.Equal(frame, Encoding.UTF8.GetString(AgentLinkJson.Write(new AgentMessage.Output(Job, OutputStream.Stderr, 70_000, [0xfb, 0xff, 0]))));
        var read = Assert.IsType<AgentMessage.Output>(AgentLinkJson.ReadFromAgent(Encoding.UTF8.GetBytes(frame)));
        Assert.Equal((Job, OutputStream.Stderr, 70_000L), (read.JobId, read.Stream, read.Offset));
        Assert.Equal([0xfb, 0xff, 0], read.Data);
    }

    [Fact]
    public void A_receipt_names_stream_and_offset()
    {
        const string frame = $$"""{"type":"stored","job_id":"{{Job}}","stream":"stdout","offset":3}""";
        var stored = new ServerMessage.Stored(Job, OutputStream.Stdout, 3);
        Assert.Equal(frame, Encoding.UTF8.GetString(AgentLinkJson.Write(stored)));
        Assert.Equal(stored, AgentLinkJson.ReadFromServer(Encoding.UTF8.GetBytes(frame)));
    }

    [Fact]
    public void An_outcome_says_where_its_streams_end_and_one_that_brings_text_is_understood_as_before()
    {
        var ended = new AgentMessage.Succeeded(Job) { StdoutEnd = new StreamEnd(4_194_304, 12), StderrEnd = new StreamEnd(0, 0) };
        const string frame = $$"""
            {"type":"succeeded","job_id":"{{Job}}","output_truncated":false,"stdout_end":{"length":4194304,"dropped":12},"stderr_end":{"length":0,"dropped":0} }
            """;
        Assert.Equal(frame.Replace(" ", "", StringComparison.Ordinal), Encoding.UTF8.GetString(AgentLinkJson.Write(ended)));
        Assert.Equal(ended, AgentLinkJson.ReadFromAgent(Encoding.UTF8.GetBytes(frame)));

        var text = AgentLinkJson.ReadFromAgent(Encoding.UTF8.GetBytes($$"""{"type":"failed","job_id":"{{Job}}","stdout":"out","stderr":""}"""));
        Assert.Equal(new AgentMessage.Failed(Job) { Stdout = "out", Stderr = "" }, text);
    }

    [Theory]
    [InlineData("""{"type":"output","job_id":"J","stream":"stdlog","offset":0,"data":""}""")]
    [InlineData("""{"type":"output","job_id":"J","stream":"stdout","offset":0.5,"data":""}""")]
    [InlineData("""{"type":"output","job_id":"J","stream":"stdout","offset":0,"data":"not base64!"}""")]
    public void A_piece_that_is_none_is_refused(string frame) =>
        Assert.Throws<JsonException>(() => AgentLinkJson.ReadFromAgent(Encoding.UTF8.GetBytes(frame)));
}
