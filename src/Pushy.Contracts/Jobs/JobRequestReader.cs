using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Pushy.Domain.Jobs;

namespace Pushy.Contracts.Jobs;

public sealed partial record JobRequest
{
    private const string UnknownError = "an unknown validation error has occurred";
    private const string NoNodes = "at least one node must be supplied";
    private const string BadRunTimeout = "invalid type supplied for run_timeout (expected a number)";
    private const string BadQuorum = "invalid type supplied for quorum (expected a number)";
    private const string RawPrefix = "raw:";
    private const string Base64Prefix = "base64:";

    /// <summary>Checks a body by the rules of rest-api.md §4.2 in their order; the first broken one counts. Never throws for any bytes.</summary>
    /// <param name="json">The body as it came.</param>
    /// <param name="maxNodes">Most nodes that a job may have, after folding.</param>
    /// <param name="defaultRunTimeout">Seconds that a job may run which does not say.</param>
    /// <param name="maxBytes">Longest body taken.</param>
    public static JobRequestResult Read(ReadOnlySpan<byte> json, int maxNodes, int defaultRunTimeout = DefaultRunTimeout, int maxBytes = MaxBodyBytes)
    {
        if (json.Length > maxBytes)
            return new JobRequestResult.Refused(413, BodyTooLarge);
        if (!JsonText.IsValid(json))
            return new JobRequestResult.Refused(400, "invalid JSON");

        var fields = new JobFields(json);
        var nodes = fields.Texts("nodes");
        var env = fields.TextsByName("env", out var envRepeats);
        if (WrongType(fields, nodes, env) is { } wrongType)
            return new JobRequestResult.Refused(400, wrongType);

        var request = new JobRequest
        {
            Command = fields.Text("command")!,
            Nodes = nodes!,
            User = fields.Text("user"),
            Dir = fields.Text("dir"),
            Env = env,
            File = fields.Text("file"),
            CaptureOutput = fields.TypeOf("capture_output") is JsonTokenType.True,
        };
        var runTimeout = defaultRunTimeout;
        var quorum = request.Nodes.Count;
        var error = request.Nodes.Count == 0 ? NoNodes
            : request.Nodes.Count > maxNodes ? $"too many nodes (at most {maxNodes})"
            : !TryWhole(fields.Number("run_timeout"), ref runTimeout) ? BadRunTimeout
            : !TryWhole(fields.Number("quorum"), ref quorum) ? BadQuorum
            : envRepeats ? "invalid environment value (duplicate key)"
            : request.File is { } file && FileFault(file) is { } badFile ? badFile
            : CommandText.Fault(request.Command) is { } unfit ? $"invalid command supplied ({unfit})"
            : null;
        return error is null
            ? new JobRequestResult.Accepted(request with { RunTimeout = runTimeout, Quorum = quorum })
            : new JobRequestResult.Refused(400, error);
    }

    /// <summary>Rules 1 to 11.</summary>
    private static string? WrongType(JobFields fields, List<string>? nodes, OrderedDictionary<string, string>? env)
    {
        if (!fields.IsObject)
            return UnknownError;
        if (fields.TypeOf("command") is not JsonTokenType.String)
            return "invalid command supplied";
        if (nodes is null)
            return NoNodes;
        if (fields.TypeOf("run_timeout") is not (JsonTokenType.None or JsonTokenType.Number))
            return BadRunTimeout;
        if (fields.TypeOf("quorum") is not (JsonTokenType.None or JsonTokenType.Number))
            return BadQuorum;
        if (!IsTextOrAbsent(fields, "user") || !IsTextOrAbsent(fields, "dir"))
            return UnknownError;
        if (env is null && fields.TypeOf("env") is not JsonTokenType.None)
            return UnknownError;
        if (!IsTextOrAbsent(fields, "file"))
            return UnknownError;
        if (fields.TypeOf("capture_output") is not (JsonTokenType.None or JsonTokenType.True or JsonTokenType.False))
            return "invalid type supplied for capture_output (expected a boolean)";
        return fields.HasUnknownKey ? "invalid key supplied" : null;
    }

    private static bool IsTextOrAbsent(JobFields fields, string name) => fields.TypeOf(name) is JsonTokenType.None or JsonTokenType.String;

    /// <summary>Leaves the default when the number is absent.</summary>
    private static bool TryWhole(ReadOnlySpan<byte> number, ref int value) => number.IsEmpty || JsonWholeNumber.TryRead(number, out value);

    /// <summary>Rules 14 to 16.</summary>
    private static string? FileFault(string file)
    {
        int size;
        if (file.StartsWith(RawPrefix, StringComparison.Ordinal))
            size = Encoding.UTF8.GetByteCount(file.AsSpan(RawPrefix.Length));
        else if (!file.StartsWith(Base64Prefix, StringComparison.Ordinal))
            return "invalid file contents (expected 'base64:...' or 'raw:...')";
        else if (!Base64.IsValid(file.AsSpan(Base64Prefix.Length), out size))
            return "invalid file contents (couldn't decode base64 string)";
        return size > MaxFileBytes ? "invalid file size (must be <= 100000 bytes)" : null;
    }
}
