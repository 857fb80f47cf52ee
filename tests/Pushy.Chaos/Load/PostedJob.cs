using System.Collections.Concurrent;

namespace Pushy.Chaos.Load;

/// <summary>What became of posting a job.</summary>
internal sealed class PostedJob(PlannedJob plan, double at)
{
    private readonly ConcurrentDictionary<string, byte> _ids = [];

    public PlannedJob Plan => plan;

    /// <summary>When it was first sent, in <see cref="Uptime"/>.</summary>
    public double At => at;

    /// <summary>When the first 201 came; null as long as none did.</summary>
    public double? AcknowledgedAt { get; private set; }

    /// <summary>Ids of all answers to it: one, unless something is wrong.</summary>
    public IReadOnlyCollection<string> Ids => [.. _ids.Keys];

    public string Id => _ids.Keys.First();

    /// <summary>Whether an abort was sent, answered or not.</summary>
    public bool AbortWasSent { get; set; }

    /// <summary>An answer that it should not have got; null if there was none.</summary>
    public string? Refusal { get; set; }

    public void Acknowledge(string id)
    {
        AcknowledgedAt ??= Uptime.Now;
        _ids.TryAdd(id, 0);
    }
}
