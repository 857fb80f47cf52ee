using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Pushy.Contracts.Audit;
using Pushy.Server.Audit;

namespace Pushy.Server.Admin;

/// <summary><c>audit</c>: who did what, newest first.</summary>
internal static class AuditCommands
{
    private const int DefaultLimit = 100;
    private const int MaxLimit = 1_000_000;
    private const int Page = 1000;

    public static Command Create(CommandShell shell)
    {
        var org = new Option<string?>("--org") { Description = "Only what is about this organization.", HelpName = "ORG" };
        var json = new Option<bool>("--json") { Description = "One JSON object a line." };
        var limit = new Option<int>("--limit")
        {
            Description = $"How many entries; 1 to {MaxLimit}, by default {DefaultLimit}.",
            HelpName = "N",
            DefaultValueFactory = _ => DefaultLimit,
            CustomParser = result =>
            {
                if (result.Tokens is [{ Value: var text }]
                    && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= MaxLimit)
                {
                    return number;
                }

                result.AddError($"--limit: allowed are whole numbers from 1 to {MaxLimit}");
                return default;
            },
        };
        return shell.Look("audit", "Show who did what, newest first.", async (session, parsed, ct) =>
        {
            await foreach (var entry in Read(new AuditStore(session.Database), parsed.GetValue(org), parsed.GetValue(limit), ct))
            {
                await session.Output.WriteLineAsync(
                    parsed.GetValue(json) ? JsonSerializer.Serialize(entry, AuditContext.Wire.AuditDocument) : Line(entry));
            }

            return null;
        }, org, limit, json);
    }

    private static async IAsyncEnumerable<AuditDocument> Read(
        AuditStore store, string? org, int limit, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        long? before = null;
        for (var left = limit; left > 0;)
        {
            var page = await store.Read(org, before, Math.Min(left, Page), ct);
            foreach (var entry in page.Entries)
                yield return entry;
            if (page.Next is null)
                yield break;
            left -= page.Entries.Count;
            before = page.Entries[^1].Id;
        }
    }

    private static string Line(AuditDocument entry)
    {
        var name = entry.Identity.Name.Length == 0 ? "-" : entry.Identity.Name;
        var who = entry.Identity.Token is { } token ? $"{entry.Identity.Kind} {name} (token {token})" : $"{entry.Identity.Kind} {name}";
        var what = string.Join(' ', new[] { entry.Organization, entry.Action, entry.Target }.Where(text => text.Length > 0));
        var more = entry.Detail is null ? "" : $": {entry.Detail}";
        var count = entry.Count == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" ({entry.Count} times)");
        var from = entry.Remote is null ? "" : $" from {entry.Remote}";
        return string.Create(CultureInfo.InvariantCulture, $"{entry.At:yyyy-MM-dd HH:mm:ss}Z  {entry.Outcome}  {who}{from}  {what}{more}{count}");
    }
}
