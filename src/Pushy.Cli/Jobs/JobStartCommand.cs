using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Pushy.Cli.Api;
using Pushy.Cli.Nodes;
using Pushy.Cli.Output;
using Pushy.Cli.Profiles;
using Pushy.CommandLines;
using Pushy.Streams;
using Pushy.Contracts.Jobs;

namespace Pushy.Cli.Jobs;

/// <summary><c>pushy job start COMMAND [NODE…]</c>.</summary>
internal sealed class JobStartCommand
{
    public const string Name = "start";

    /// <summary>Goes below the help.</summary>
    public const string Notes =
        """
        Examples:
          pushy job start chef-client web1 web2
          pushy job start chef-client --match 'web*' --quorum 80% --dry-run
          pushy node list -o json | jq -r '.[].node_name' | pushy job start uptime --nodes-from - --capture
        """;

    private readonly Terminal _terminal;

    private readonly Argument<string> _command = new("COMMAND") { Description = "What each node looks up in its whitelist; one word, so quote blanks." };

    private readonly Argument<string[]> _nodes = new("NODE") { Description = "Nodes to run it on.", Arity = ArgumentArity.ZeroOrMore };

    private readonly FileOrInputOption _nodesFrom = new("--nodes-from") { Description = "File with more nodes, - for standard input; blanks, commas and line feeds between, # begins a comment.", HelpName = "FILE" };

    private readonly Option<string[]> _match = new("--match") { Description = "All known nodes whose names fit, as in 'web*'; connected or not.", HelpName = "PATTERN" };

    private readonly Option<Quorum> _quorum = new("--quorum", "-q")
    {
        Description = "Nodes that must vote yes before it runs anywhere: N or N%.",
        HelpName = "Q",
        DefaultValueFactory = _ => Quorum.Everyone,
        CustomParser = ReadQuorum,
    };

    private readonly Option<int?> _runTimeout = new("--run-timeout", "--timeout") { Description = "Seconds that the run may take in all; 3600 unless given.", HelpName = "SECONDS", CustomParser = ReadSeconds };

    private readonly Option<bool> _nowait = new("--nowait", "-b") { Description = "Only start it." };

    private readonly Option<bool> _capture = new("--capture") { Description = "Have nodes send what the command prints, and show it at the end." };

    private readonly Option<string> _user = new("--user", "--as-user") { Description = "Account on the nodes.", HelpName = "NAME" };

    private readonly Option<string> _dir = new("--dir", "--in-dir") { Description = "Working directory on the nodes.", HelpName = "DIR" };

    private readonly Option<string[]> _env = new("--env", "--with-env") { Description = "Variable for the command, NAME=VALUE; or a JSON object of them.", HelpName = "NAME=VALUE" };

    private readonly Option<string> _file = new("--file") { Description = "File to send along; CHEF_PUSH_JOB_FILE has its path there.", HelpName = "FILE" };

    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Start nothing: show who is there, how the vote would go, and what the quorum means." };

    private readonly Option<string> _idempotencyKey = new("--idempotency-key") { Description = "Starts nothing if you started a job with this key before, and follows that one.", HelpName = "KEY" };

    private readonly ConnectionOptions _connection;
    private readonly FormatOptions _format;

    private JobStartCommand(Terminal terminal, Command command)
    {
        _terminal = terminal;
        command.Arguments.Add(_command);
        command.Arguments.Add(_nodes);
        foreach (var option in (Option[])[_nodesFrom, _match, _quorum, _runTimeout, _nowait, _capture, _user, _dir, _env, _file, _dryRun, _idempotencyKey])
            command.Options.Add(option);
        _connection = new ConnectionOptions(command, terminal);
        _format = new FormatOptions(command);
    }

    public static Command Create(Terminal terminal)
    {
        var command = new Command(Name, "Start a job and follow it to its end.");
        var start = new JobStartCommand(terminal, command);
        command.SetAction(start.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken ct)
    {
        NodeNames.Checked(parsed.GetValue(_nodes) ?? []);
        if (JobDemands.CommandFault(parsed.GetRequiredValue(_command)) is { } unfit)
            throw new UsageException($"COMMAND: {unfit}");
        using var open = _connection.Open(parsed);
        var nodes = await NodesAsync(parsed, open.Client, ct);
        var quorum = parsed.GetValue(_quorum)!;
        if (quorum.Of(nodes.Count) > nodes.Count)
            throw new UsageException($"--quorum is {quorum}, and the job has only {nodes.Count} {(nodes.Count == 1 ? "node" : "nodes")}: the vote could not be won");
        var job = Job(parsed, nodes, quorum.Of(nodes.Count));
        if (parsed.GetValue(_dryRun))
        {
            var known = (await open.Client.NodesAsync(null, null, ct)).ToDictionary(node => node.Name, StringComparer.Ordinal);
            var plan = JobPlan.Of(nodes, quorum, known.GetValueOrDefault, known.Keys, JobDemands.Fault(job));
            return await DryRunAsync(new StartPlan(job.Command, plan), _format.Of(parsed));
        }

        var key = parsed.GetValue(_idempotencyKey) ?? IdempotencyKey.New();
        var id = await StartAsync(open.Client, job, key, ct);
        try
        {
            return await AfterStartAsync(parsed, open, id, job.CaptureOutput, ct);
        }
        catch (OutputLostException)
        {
            await _terminal.Error.WriteLineAsync($"Started.  Job ID: {id}");   // it runs, whatever becomes of our output
            throw;
        }
    }

    private async Task<string> StartAsync(PushyClient client, JobRequest job, string key, CancellationToken ct)
    {
        try
        {
            return await client.StartJobAsync(job, key, ct);
        }
        catch (RequestFailedException e) when (e is { Status: null or >= 500, NeverSent: false })
        {
            await _terminal.Error.WriteLineAsync($"pushy: the job may have started all the same. The same command with --idempotency-key {key} follows it then, and else starts it.");
            throw;
        }
    }

    private async Task<int> AfterStartAsync(ParseResult parsed, Connection open, string id, bool capture, CancellationToken ct)
    {
        var format = _format.Of(parsed);
        if (parsed.GetValue(_nowait) && format.IsDocument())
        {
            await _terminal.Output.WriteAsync(Documents.Write(await open.Client.JobAsync(id, ct), RestContext.Wire.JobDocument, format));
            return ExitCodes.Success;
        }

        // Scripts read the id from this line.
        await (format.IsDocument() ? _terminal.Error : _terminal.Output).WriteLineAsync($"Started.  Job ID: {id}");
        if (parsed.GetValue(_nowait))
            return ExitCodes.Success;
        return await JobWatchCommand.WatchAsync(_terminal, open, id, format, capture);
    }

    private JobRequest Job(ParseResult parsed, IReadOnlyList<string> nodes, int quorum)
    {
        var job = new JobRequest
        {
            Command = parsed.GetRequiredValue(_command),
            Nodes = nodes,
            Quorum = quorum,
            User = parsed.GetValue(_user),
            Dir = parsed.GetValue(_dir),
            Env = JobInput.Variables(parsed.GetValue(_env) ?? []),
            File = parsed.GetValue(_file) is { } path ? JobInput.File(path, ReadFile(path, "--file")) : null,
            CaptureOutput = parsed.GetValue(_capture),
        };
        return parsed.GetValue(_runTimeout) is { } seconds ? job with { RunTimeout = seconds } : job;
    }

    /// <summary>Those named, those from the file, and those that fit; none twice.</summary>
    private async Task<IReadOnlyList<string>> NodesAsync(ParseResult parsed, PushyClient client, CancellationToken ct)
    {
        List<string> nodes = [.. parsed.GetValue(_nodes) ?? []];
        if (parsed.GetValue(_nodesFrom) is { } from)
            nodes.AddRange(NodeNames.Checked([.. NodeNames.Read(from == "-" ? await _terminal.Input.ReadToEndAsync(ct) : System.Text.Encoding.UTF8.GetString(ReadFile(from, "--nodes-from")))]));
        if (parsed.GetValue(_match) is { Length: > 0 } patterns)
        {
            foreach (var pattern in patterns)
            {
                var fitting = await client.NodesAsync(pattern, null, ct);
                if (fitting.Count == 0)
                    throw new UsageException($"no known node fits --match '{pattern}'; 'pushy node list' shows those there are");
                nodes.AddRange(fitting.Select(node => node.Name));
            }
        }

        return nodes.Count > 0
            ? [.. nodes.Distinct(StringComparer.Ordinal)]
            : throw new UsageException("on which nodes? Name them after the command, or give --nodes-from FILE or --match PATTERN");
    }

    private async Task<int> DryRunAsync(StartPlan plan, OutputFormat format)
    {
        if (format.IsDocument())
        {
            await _terminal.Output.WriteAsync(Documents.Write(plan.Document(), format));
        }
        else
        {
            await _terminal.WriteAsync(plan.Table());
            foreach (var line in plan.Verdict())
                await _terminal.Output.WriteLineAsync(line);
        }

        return plan.Plan.LikelyToRun ? ExitCodes.Success : ExitCodes.QuorumFailed;
    }

    private static byte[] ReadFile(string path, string option)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"cannot read {option} {path}: {e.Message}");
        }
    }

    private static Quorum? ReadQuorum(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (Quorum.Read(text) is { } quorum)
            return quorum;
        result.AddError($"--quorum is '{text}'; allowed are whole numbers of nodes, and percentages from 0% to 100%.");
        return null;
    }

    private static int? ReadSeconds(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            return seconds;
        result.AddError($"--run-timeout is '{text}'; allowed are whole seconds from 0 to {int.MaxValue}.");
        return null;
    }
}
