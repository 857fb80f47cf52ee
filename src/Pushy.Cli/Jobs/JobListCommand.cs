using System.CommandLine;
using Pushy.Cli.Api;
using Pushy.Cli.Output;
using Pushy.Cli.Profiles;
using Pushy.Contracts.Jobs;

namespace Pushy.Cli.Jobs;

/// <summary><c>pushy job list</c>.</summary>
internal static class JobListCommand
{
    private const string Outcome = "outcome";
    private const int DefaultLimit = 20;
    private const int MostPerPage = 1000;

    public static Command Create(Terminal terminal)
    {
        var limit = new Option<int>("--limit", "-n") { Description = $"Jobs to show, 1 to {MostPerPage}.", HelpName = "N", DefaultValueFactory = _ => DefaultLimit };
        limit.Validators.Add(result =>
        {
            if (int.TryParse(result.Tokens.Count > 0 ? result.Tokens[0].Value : "", out var number) && number is < 1 or > MostPerPage)
                result.AddError($"--limit is {number}; allowed are 1 to {MostPerPage}.");
        });
        var all = new Option<bool>("--all") { Description = "All pages." };
        Option<string>[] filters =
        [
            new("--cursor") { Description = "Go on from there; the page before said how.", HelpName = "CURSOR" },
            new("--status") { Description = "voting, running, complete, quorum_failed, timed_out or aborted.", HelpName = "STATUS" },
            new("--node") { Description = "Jobs for this node.", HelpName = "NAME" },
            new("--command") { Description = "Jobs with exactly this command.", HelpName = "TEXT" },
            new("--user") { Description = "Who started it.", HelpName = "NAME" },
            new("--created-after") { Description = "From then on, as 2026-11-25T04:34:20Z.", HelpName = "TIME" },
            new("--created-before") { Description = "Until just before then.", HelpName = "TIME" },
        ];
        var command = new Command("list", "Jobs, newest first.") { limit, all };
        foreach (var filter in filters)
            command.Options.Add(filter);
        var connection = new ConnectionOptions(command, terminal);
        var format = new FormatOptions(command);
        command.SetAction(async (parsed, ct) =>
        {
            using var open = connection.Open(parsed);
            var query = filters.Where(filter => parsed.GetValue(filter) is not null)
                .ToDictionary(filter => filter.Name[2..].Replace('-', '_'), filter => parsed.GetValue(filter)!);
            query[Outcome] = "true";
            query["limit"] = parsed.GetValue(all) ? $"{MostPerPage}" : $"{parsed.GetValue(limit)}";
            List<JobDocument> jobs = [];
            string? next;
            do
            {
                var page = await PageAsync(open.Client, query, ct);
                jobs.AddRange(page.Jobs);
                next = page.Next;
                query["cursor"] = next ?? "";
            }
            while (next is not null && parsed.GetValue(all));

            var chosen = format.Of(parsed);
            if (chosen.IsDocument())
                await terminal.Output.WriteAsync(Documents.Write(jobs, RestContext.Wire.IReadOnlyListJobDocument, chosen));
            else
                await terminal.WriteAsync(JobListTable.Of(jobs, wide: chosen is OutputFormat.Wide, terminal.Clock.GetUtcNow()));
            if (next is not null)
                await terminal.Error.WriteLineAsync($"There are more; go on with --cursor {SafeText.Line(next)}");
            return ExitCodes.Success;
        });
        return command;
    }

    /// <summary>A server of before does not know how to be asked for outcomes, and its list is better than none.</summary>
    private static async Task<JobPage> PageAsync(PushyClient client, Dictionary<string, string> query, CancellationToken ct)
    {
        try
        {
            return await client.JobsAsync(query, ct);
        }
        catch (RequestFailedException e) when (e is { Status: 400 } && e.Message.Contains($"'{Outcome}'", StringComparison.Ordinal) && query.Remove(Outcome))
        {
            return await client.JobsAsync(query, ct);
        }
    }
}

/// <summary>Jobs as rows.</summary>
internal static class JobListTable
{
    /// <summary>Below this age the day tells the year.</summary>
    private static readonly TimeSpan Recent = TimeSpan.FromDays(180);

    public static Columns Of(IEnumerable<JobDocument> jobs, bool wide, DateTimeOffset now)
    {
        var columns = wide
            ? new Columns("JOB", "STATUS", "OUTCOME", "CREATED", "UPDATED", "TIMEOUT", "USER", "DIR", "CAPTURE", "COMMAND")
            : new Columns("JOB", "OUTCOME", "CREATED", "COMMAND") { MayBeCut = true };
        foreach (var job in jobs)
        {
            var status = new Cell(job.Status.Replace('_', ' '), ToneOf(job.Status));
            var outcome = job is { Status: "complete", Outcome: { } fared } ? new Cell(fared.Words, ToneOf(fared)) : status;
            if (wide)
                columns.Add(job.Id, status, outcome, Time(job.CreatedAt), Time(job.UpdatedAt), $"{job.RunTimeout} s", job.User, job.Dir, job.CaptureOutput ? "yes" : "no", job.Command);
            else
                columns.Add(job.Id, outcome, ShortTime(job.CreatedAt, now), job.Command);
        }

        return columns;
    }

    private static Tone ToneOf(JobOutcomeDocument outcome) => outcome.Failed > 0 ? Tone.Bad : outcome.Succeeded < outcome.Nodes ? Tone.Plain : Tone.Good;

    /// <summary>Complete says nothing about how the nodes fared.</summary>
    public static Tone ToneOf(string status) => status switch
    {
        "voting" or "running" => Tone.Busy,
        "quorum_failed" or "timed_out" or "aborted" => Tone.Bad,
        _ => Tone.Plain,
    };

    /// <summary>As short as <c>ls -l</c> has it, for a screen of 80 columns.</summary>
    private static string ShortTime(string text, DateTimeOffset now) =>
        !DateTimeOffset.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var at) ? text
        : at.ToUniversalTime().ToString((now - at).Duration() < Recent ? "MM-dd HH:mm'Z'" : "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Shorter, and in an order that sorts; what is no time stays as it is.</summary>
    private static string Time(string text) =>
        DateTimeOffset.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var at) ? at.ToString("yyyy-MM-dd HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture) : text;
}
