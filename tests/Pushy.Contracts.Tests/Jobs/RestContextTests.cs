using System.Text.Json;
using Pushy.Contracts.Jobs;

namespace Pushy.Contracts.Tests.Jobs;

public sealed class RestContextTests
{
    private static readonly DateTimeOffset At = new(2014, 7, 10, 7, 17, 44, 995, TimeSpan.FromHours(2));

    [Fact]
    public void A_new_job_has_an_id_only_where_the_dialect_has_one()
    {
        Assert.Equal("""{"id":"0a","uri":"https://h/0a"}""", JsonSerializer.Serialize(new JobCreated("0a", "https://h/0a"), RestContext.Wire.JobCreated));
        Assert.Equal("""{"uri":"https://h/0a"}""", JsonSerializer.Serialize(new JobCreated(null, "https://h/0a"), RestContext.Wire.JobCreated));
    }

    [Fact]
    public void A_job_shows_what_was_given_and_nothing_else()
    {
        var job = new JobDocument("0a", "c", "voting", 300, RestDates.Write(At), RestDates.Write(At));
        Assert.Equal(
            """{"id":"0a","command":"c","status":"voting","run_timeout":300,"created_at":"Thu, 10 Jul 2014 05:17:44 GMT","updated_at":"Thu, 10 Jul 2014 05:17:44 GMT"}""",
            JsonSerializer.Serialize(job, RestContext.Wire.JobDocument));

        var full = job with
        {
            Nodes = new Dictionary<string, IReadOnlyList<string>> { ["was_ready"] = ["B", "A"] },
            User = "",
            Dir = "/d",
            Env = new Dictionary<string, string> { ["Path"] = "é" },
            CaptureOutput = true,
            FileSpecified = true,
            File = "raw:x",
        };
        var json = JsonSerializer.Serialize(full, RestContext.Wire.JobDocument);
        Assert.EndsWith(
            """,GMT","nodes":{"was_ready":["B","A"]},"user":"","dir":"/d","env":{"Path":"é"},"capture_output":true,"file_specified":true,"file":"raw:x"}"""[1..],
            json,
            StringComparison.Ordinal);
        var read = JsonSerializer.Deserialize(json, RestContext.Wire.JobDocument)!;
        Assert.Equal(["B", "A"], read.Nodes!["was_ready"]);
        Assert.Equal((true, true, "é"), (read.CaptureOutput, read.FileSpecified, read.Env!["Path"]));
    }

    [Fact]
    public void A_nodes_page_has_times_in_utc_and_reads_back()
    {
        var page = new JobNodesPage(
            [new("A", "failed") { Reason = "exit_status", Detail = "It's over.", ExitStatus = 3, StartedAt = At, EndedAt = At.AddMilliseconds(5) }, new("B", "new")],
            Next: null);
        var json = JsonSerializer.Serialize(page, RestContext.Wire.JobNodesPage);
        Assert.Equal(
            """{"nodes":[{"node":"A","state":"failed","reason":"exit_status","detail":"It's over.","exit_status":3,"started_at":"2014-07-10T05:17:44.995Z","ended_at":"2014-07-10T05:17:45Z"},{"node":"B","state":"new"}]}""",
            json);
        Assert.Equal(page.Nodes, JsonSerializer.Deserialize(json, RestContext.Wire.JobNodesPage)!.Nodes);
    }

    [Fact]
    public void The_list_of_nodes_has_no_status()
    {
        IReadOnlyList<NodeStateDocument> list = [new("A", null, "available")];
        Assert.Equal("""[{"node_name":"A","availability":"available"}]""", JsonSerializer.Serialize(list, RestContext.Wire.IReadOnlyListNodeStateDocument));
        Assert.Equal(
            """{"node_name":"A","status":"online","availability":"available"}""",
            JsonSerializer.Serialize(new NodeStateDocument("A", "online", "available"), RestContext.Wire.NodeStateDocument));
    }

    [Fact]
    public void Status_and_errors_have_their_shapes()
    {
        Assert.Equal(
            """{"status":"it's alive","incarnation_id":"u","node_fsm_count":3,"job_processes":["0a"]}""",
            JsonSerializer.Serialize(new StatusDocument("it's alive", "u", 3, ["0a"]), RestContext.Wire.StatusDocument));
        Assert.Equal("""{"error":["for 'alice'"]}""", JsonSerializer.Serialize(new ErrorList(["for 'alice'"]), RestContext.Wire.ErrorList));
        Assert.Equal("""{"error":"no"}""", JsonSerializer.Serialize(new ErrorText("no"), RestContext.Wire.ErrorText));
    }
}
