using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using Pushy.Contracts.Jobs;

namespace Pushy.Server.Pages.Starting;

/// <summary>A job as a person writes it into the form. Nothing is checked yet.</summary>
public sealed record StartForm
{
    public string Command { get; init; } = "";

    /// <summary>Names and patterns, with blanks, commas or line feeds between.</summary>
    public string Nodes { get; init; } = "";

    /// <summary>Of what patterns fit, only nodes of this state; empty: any.</summary>
    public string Only { get; init; } = "";

    /// <summary>A number, or a share with <c>%</c>; empty: all.</summary>
    public string Quorum { get; init; } = "";

    /// <summary>Seconds; empty: as the server's setting has it.</summary>
    public string RunTimeout { get; init; } = "";

    public bool Capture { get; init; }

    public string User { get; init; } = "";

    public string Dir { get; init; } = "";

    /// <summary>A variable a line, NAME=VALUE.</summary>
    public string Env { get; init; } = "";

    /// <summary>What patterns came to, for the form that starts the job: it runs where the plan said.</summary>
    public string Planned { get; init; } = "";

    /// <summary>Under which the job is started once, however often the form is sent.</summary>
    public string Key { get; init; } = "";

    /// <summary>Whether something beyond command, nodes and quorum was filled in.</summary>
    public bool HasMore => User.Length + Dir.Length + Env.Length + RunTimeout.Length > 0;

    /// <summary>What a link to the form says beforehand.</summary>
    public static StartForm Of(IQueryCollection query) => new()
    {
        Command = query["command"].ToString(),
        Nodes = query["nodes"].ToString(),
        Only = query["only"].ToString(),
        Capture = true,
    };

    public static StartForm Of(IReadOnlyDictionary<string, StringValues> form)
    {
        return new StartForm
        {
            Command = Text("command"),
            Nodes = Text("nodes"),
            Only = Text("only"),
            Quorum = Text("quorum").Trim(),
            RunTimeout = Text("run_timeout").Trim(),
            Capture = Text("capture").Length > 0,
            User = Text("user").Trim(),
            Dir = Text("dir").Trim(),
            Env = Text("env"),
            Planned = Text("planned"),
            Key = Text("key"),
        };

        string Text(string name) => form.TryGetValue(name, out var value) ? value.ToString().ReplaceLineEndings("\n") : "";
    }

    /// <summary>Of the bytes of a form that was sent, for checks that come before it is read in full.</summary>
    public static StartForm Of(ReadOnlyMemory<byte> body) => Of(QueryHelpers.ParseQuery(System.Text.Encoding.UTF8.GetString(body.Span)));

    /// <summary>The nodes of a plan.</summary>
    public IReadOnlyList<string> PlannedNodes => Planned.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Names and patterns, each once, in order.</summary>
    public IReadOnlyList<string> Words => [.. Nodes.Split([' ', '\t', '\n', ','], StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal)];

    /// <summary>The job, once the form has no fault.</summary>
    /// <param name="defaultRunTimeout">Seconds.</param>
    public JobRequest ToRequest(IReadOnlyList<string> nodes, int defaultRunTimeout) => new()
    {
        Command = Command,
        Nodes = nodes,
        Quorum = ReadQuorum()!.Of(nodes.Count),
        RunTimeout = RunTimeout.Length == 0 ? defaultRunTimeout : int.Parse(RunTimeout, NumberStyles.None, CultureInfo.InvariantCulture),
        CaptureOutput = Capture,
        User = User.Length > 0 ? User : null,
        Dir = Dir.Length > 0 ? Dir : null,
        Env = StartFaults.Variables(this) is { Count: > 0 } variables ? variables : null,
    };

    public Quorum? ReadQuorum() => Quorum.Length == 0 ? Contracts.Jobs.Quorum.Everyone : Contracts.Jobs.Quorum.Read(Quorum);
}
