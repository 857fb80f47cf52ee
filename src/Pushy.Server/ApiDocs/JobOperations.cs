using System.Text.Json.Nodes;
using Pushy.Contracts.Jobs;

namespace Pushy.Server.ApiDocs;

/// <summary>Jobs, in the API document.</summary>
internal static class JobOperations
{
    private const string Tag = "Jobs";
    private const string Jobs = "/organizations/{org}/pushy/jobs";
    private const string OneJob = Jobs + "/{id}";

    private static OperationInput IncludeFile { get; } = new("include_file", "With exactly `true` the answer has the job's `file` instead of `file_specified`.");

    private static OperationInput Follow { get; } = new(
        "follow", "With exactly `true`, the output of a node that has not ended yet: what is there, and then live until its part in the job ends.");

    private static OperationInput Offset { get; } = new("offset", "Bytes that you have already: the answer begins behind them. 0 unless given.") { Type = "integer" };

    private static OperationInput IdempotencyKey { get; } = new(
        "Idempotency-Key", "1 to 255 printable ASCII characters. A repeated request of the same caller with the same key gets the first one's answer and starts nothing.")
    {
        IsHeader = true,
    };

    private static OperationInput IfNoneMatch { get; } = new("If-None-Match", "The `ETag` of an earlier answer: 304 as long as nothing has changed.") { IsHeader = true };

    private static (int, string) Unchanged { get; } = (304, "Nothing has changed since the answer with that `ETag`.");

    public static IEnumerable<Operation> All() =>
    [
        new("POST", Jobs, Tag, "Start a job",
            "All nodes are asked to vote. If at least `quorum` of them are ready, the ready ones run the command; otherwise none does. "
            + "The answer comes when the job is durable: it outlives any server from then on.")
        {
            Body = Request(), Example = Example(), Success = 201, Answer = RestContext.Wire.JobCreated,
            Inputs = [IdempotencyKey], Refusals = [(422, "The `Idempotency-Key` was used for another request.")],
        },
        new("GET", Jobs, Tag, "List jobs", "All jobs of the organization, without their nodes, oldest first. With any parameter a page of them, newest first; headers `Link` and `X-Next-Cursor` name the next one.")
        {
            Inputs =
            [
                new("limit", "Jobs in a page, 1 to 1000; 50 unless given.") { Type = "integer" },
                new("cursor", "`X-Next-Cursor` of the page before."),
                new("status", "Only jobs of this status."),
                new("node", "Only jobs for this node."),
                new("command", "Only jobs of exactly this command."),
                new("user", "Only jobs that this user or client started."),
                new("created_after", "Only jobs created then or later; RFC 3339 or RFC 1123."),
                new("created_before", "Only jobs created earlier; RFC 3339 or RFC 1123."),
                new("outcome", "With `true`, entries of jobs that have ended tell on how many nodes they succeeded and failed."),
            ],
            Answer = RestContext.Wire.IReadOnlyListJobDocument,
        },
        new("GET", OneJob, Tag, "Show a job", "Its status, and its nodes by state.")
        {
            Inputs = [IncludeFile, IfNoneMatch], Answer = RestContext.Wire.JobDocument, Refusals = [Unchanged],
        },
        new("GET", OneJob + "/nodes", Tag, "Show each node's part in a job", "State, reason, exit code or signal, start and end of every node, a page at a time, in request order.")
        {
            Inputs =
            [
                new("limit", "Nodes in a page, 1 to 1000; 1000 unless given.") { Type = "integer" },
                new("cursor", "The `next` of the page before; the first page unless given."),
                IfNoneMatch,
            ],
            Answer = RestContext.Wire.JobNodesPage, Refusals = [Unchanged],
        },
        new("POST", OneJob + "/abort", Tag, "Abort a job",
            "Nodes that run the command end its whole process tree. Answered when the abort is durable; a job that is finished already stays as it is, which is no error.")
        {
            Answer = RestContext.Wire.JobDocument,
        },
        Output("stdout", "standard output"),
        Output("stderr", "standard error"),
    ];

    private static Operation Output(string stream, string words) => new(
        "GET", $"{OneJob}/output/{{node}}/{stream}", Tag, $"Read a node's {words}",
        "The bytes as the command wrote them. If it wrote more than is kept, a last line says so, and the header `X-Pushy-Truncated: true`. "
        + "Without `follow` there is nothing before the node's command has ended.")
    {
        Inputs = [Follow, Offset],
    };

    private static JsonObject Request() => Schemas.Object(
        ["command", "nodes"],
        ("command", Schemas.Text("The job command; each node's whitelist says what it runs.")),
        ("nodes", Schemas.ListOf(Schemas.Text("A node's name."), "At least one; a name given twice counts once.")),
        ("quorum", Schemas.Number("Nodes that must be ready; all of them unless given.")),
        ("run_timeout", Schemas.Number("Seconds that the nodes may run; 3600 unless given.")),
        ("user", Schemas.Text("Account to run as.")),
        ("dir", Schemas.Text("Working directory.")),
        ("env", Schemas.MapOfTexts("Variables to add to the environment.")),
        ("file", Schemas.Text("`raw:` and text, or `base64:` and base64; at most 100000 bytes. Its path is in `CHEF_PUSH_JOB_FILE`.")),
        ("capture_output", Schemas.Flag("Whether standard output and error are sent back.")));

    private static JsonObject Example() => new() { ["command"] = "chef-client", ["nodes"] = new JsonArray("web1", "web2"), ["quorum"] = 2, ["capture_output"] = true };
}
