using System.CommandLine;
using Pushy.Cli.Output;
using Pushy.Cli.Profiles;
using Pushy.Contracts.Jobs;

namespace Pushy.Cli.Jobs;

/// <summary><c>pushy job list</c>.</summary>
internal static class JobListCommand
{
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
            query["limit"] = parsed.GetValue(all) ? $"{MostPerPage}" : $"{parsed.GetValue(limit)}";
            List<JobDocument> jobs = [];
            string? next;
            do
            {
                var page = await open.Client.JobsAsync(query, ct);
                jobs.AddRange(page.Jobs);
                next = page.Next;
                query["cursor"] = next ?? "";
            }
            while (next is not null && parsed.GetValue(all));

            var chosen = format.Of(parsed);
            if (chosen.IsDocument())
                await terminal.Output.WriteAsync(Documents.Write(jobs, RestContext.Wire.IReadOnlyListJobDocument, chosen));
            else
                await terminal.WriteAsync(JobListTable.Of(jobs, wide: chosen is OutputFormat.Wide));
            if (next is not null)
                await terminal.Error.WriteLineAsync($"There are more; go on with --cursor {SafeText.Line(next)}");
            return ExitCodes.Success;
        });
        return command;
    }
}

/// <summary>Jobs as rows.</summary>
internal static class JobListTable
{
    public static Columns Of(IEnumerable<JobDocument> jobs, bool wide)
    {
        var columns = wide
            ? new Columns("JOB", "STATUS", "CREATED", "UPDATED", "TIMEOUT", "USER", "DIR", "CAPTURE", "COMMAND")
            : new Columns("JOB", "STATUS", "CREATED", "COMMAND") { MayBeCut = true };
        foreach (var job in jobs)
        {
            var status = new Cell(job.Status.Replace('_', ' '), ToneOf(job.Status));
            if (wide)
                columns.Add(job.Id, status, Time(job.CreatedAt), Time(job.UpdatedAt), $"{job.RunTimeout} s", job.User, job.Dir, job.CaptureOutput ? "yes" : "no", job.Command);
            else
                columns.Add(job.Id, status, Time(job.CreatedAt), job.Command);
        }

        return columns;
    }

    /// <summary>Complete says nothing about how the nodes fared.</summary>
    public static Tone ToneOf(string status) => status switch
    {
        "voting" or "running" => Tone.Busy,
        "quorum_failed" or "timed_out" or "aborted" => Tone.Bad,
        _ => Tone.Plain,
    };

    /// <summary>Shorter, and in an order that sorts; what is no time stays as it is.</summary>
    private static string Time(string text) =>
        DateTimeOffset.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var at) ? at.ToString("yyyy-MM-dd HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture) : text;
}
