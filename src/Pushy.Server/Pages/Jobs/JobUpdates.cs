using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Components;
using Pushy.Actors.Feeds;
using Pushy.Domain.Jobs;
using Pushy.Server.Pages.Frame;

namespace Pushy.Server.Pages.Jobs;

/// <summary>What one browser has of a job, and what it has to get to have the job as it stands.</summary>
/// <param name="lastEventId">Of the last update that it had before it lost its connection; empty for none.</param>
internal sealed class JobUpdates(PageRenderer pages, string organization, string lastEventId)
{
    private readonly Dictionary<string, string> _sent = new(StringComparer.Ordinal);
    private string? _states;
    private string _id = lastEventId;

    /// <summary>Whether the job has finished, and the browser knows.</summary>
    public bool IsOver { get; private set; }

    /// <summary>The next event; null when the browser has everything.</summary>
    public async Task<byte[]?> Next(string idPrefix, JobStand stand, DateTimeOffset now)
    {
        var id = idPrefix + stand.Rows.ToString(CultureInfo.InvariantCulture);
        if (id == _id && (_states is not null || stand.Job is not JobState.Finished))
            return null;
        _id = id;

        var view = new JobView(organization, stand.Job, now);
        var data = new Dictionary<string, object> { ["now"] = now.ToUnixTimeMilliseconds() };
        var parts = new Dictionary<string, string>();
        await Add<JobHead>(parts, "live-head", view);
        await Add<JobBars>(parts, "live-bars", view);
        await Add<JobStates>(parts, "live-states", view);
        await Add<JobNodes>(parts, "live-nodes", view);
        await Add<JobTimelineList>(parts, "live-timeline", view);
        data["parts"] = parts;
        if (_states is null)
            data["states"] = view.Scan.States;
        else if (Changes(_states, view.Scan.States) is { Length: > 0 } changes)
            data["changes"] = changes;
        _states = view.Scan.States;
        if (view.IsFinished)
        {
            data["over"] = view.Look.Word;
            IsOver = true;
        }

        return Encoding.UTF8.GetBytes($"id: {id}\nretry: 1000\ndata: {JsonSerializer.Serialize(data)}\n\n");
    }

    /// <summary>Nodes whose state changed: distance from the one before and the letter, <c>0c12d1e</c>.</summary>
    internal static string Changes(string before, string after)
    {
        var changes = new StringBuilder();
        var last = 0;
        for (var i = 0; i < after.Length; i++)
        {
            if (before[i] == after[i])
                continue;
            changes.Append(CultureInfo.InvariantCulture, $"{i - last}").Append(after[i]);
            last = i;
        }

        return changes.ToString();
    }

    /// <summary>The text of a part of the page, if it is another than the browser has.</summary>
    private async Task Add<TPart>(Dictionary<string, string> parts, string id, JobView view)
        where TPart : IComponent
    {
        var html = await pages.Part<TPart>("View", view);
        if (_sent.GetValueOrDefault(id) == html)
            return;
        _sent[id] = html;
        parts[id] = html;
    }
}
