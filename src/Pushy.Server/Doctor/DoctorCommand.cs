using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Pushy.Server.Admin;
using Pushy.Server.Configuration;

namespace Pushy.Server.Doctor;

/// <summary><c>doctor</c>: looks at all that a server needs, whether one runs or not, and changes nothing.</summary>
internal static class DoctorCommand
{
    /// <summary>For the names of levels; text as it is, for this is read by people as well.</summary>
    private static readonly DoctorJson Json = new(new JsonSerializerOptions(DoctorJson.Default.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter<Level>(JsonNamingPolicy.SnakeCaseLower) },
    });

    public static Command Create(CommandShell shell)
    {
        var json = new Option<bool>("--json") { Description = "All findings as one JSON object." };
        var full = new Option<bool>("--full") { Description = "Check the whole of large SQLite files too; that may take minutes." };
        var command = new Command("doctor", "Look at all that this server needs: configuration, database, disk, clock, ports, certificates, permissions, versions. Nothing is changed.") { json, full };
        command.SetAction(async (parsed, ct) =>
        {
            var output = parsed.InvocationConfiguration.Output;
            var findings = new List<Finding>();
            var isText = !parsed.GetValue(json);
            await foreach (var finding in Examine(shell, parsed, parsed.GetValue(full), ct))
            {
                findings.Add(finding);
                if (isText)
                    await Say(output, finding);
            }

            var isHealthy = findings.All(finding => finding.Level != Level.Problem);
            await output.WriteLineAsync(isText ? Summary(findings) : JsonSerializer.Serialize(new DoctorDocument(isHealthy, findings), Json.DoctorDocument));
            return isHealthy ? ExitCode.Done : findings[0].Level == Level.Problem ? ExitCode.Usage : ExitCode.Failed;
        });
        return command;
    }

    /// <summary>The configuration comes first: without it nothing else can be looked at.</summary>
    private static async IAsyncEnumerable<Finding> Examine(CommandShell shell, ParseResult parsed, bool full, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        var (config, wrong) = Load(shell, parsed);
        if (config is null)
        {
            foreach (var line in wrong!.Split('\n'))
                yield return Finding.Problem("configuration", line, "mend it in the file, the environment or --set; hocon/pushy.conf has every setting");
            yield break;
        }

        var files = parsed.GetValue(shell.Config) ?? [];
        yield return Finding.Ok("configuration", files.Length == 0 ? "valid; no file was named with --config" : $"valid: {string.Join(", ", files)}");
        await foreach (var finding in Examination.Of(config.Options, files, full, TimeProvider.System, ct))
            yield return finding;
    }

    private static (PushyConfig? Config, string? Wrong) Load(CommandShell shell, ParseResult parsed)
    {
        try
        {
            return (shell.Load(parsed), null);
        }
        catch (ConfigurationException e)
        {
            return (null, e.Message);
        }
    }

    private static async Task Say(TextWriter output, Finding finding)
    {
        await output.WriteLineAsync($"{Word(finding.Level),-8} {finding.Area,-13} {finding.Text}");
        if (finding.Todo is { } todo)
            await output.WriteLineAsync($"{"",-22} → {todo}");
    }

    private static string Summary(List<Finding> findings) =>
        $"{findings.Count(one => one.Level == Level.Ok)} ok, {findings.Count(one => one.Level == Level.Warning)} warnings, {findings.Count(one => one.Level == Level.Problem)} problems";

    private static string Word(Level level) => level switch
    {
        Level.Ok => "ok",
        Level.Warning => "warning",
        _ => "PROBLEM",
    };
}
