using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;
using Serilog.Context;
using Serilog.Core;
using Serilog.Events;

namespace Pushy.Server.Hosting;

/// <summary>What a request is about, as fields of each line that is logged on its behalf: organization, job and node, as far as its path names them in a form that they can have.</summary>
internal sealed class RequestFields(IReadOnlyDictionary<string, string> values) : ILogEventEnricher
{
    private const int MaxLength = 255;

    /// <summary>Until it is disposed of.</summary>
    public static IDisposable Of(IReadOnlyDictionary<string, string> values) => LogContext.Push(new RequestFields(values));

    public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory)
    {
        if (values.TryGetValue("org", out var organization) && organization.Length <= MaxLength)
            logEvent.AddPropertyIfAbsent(propertyFactory.CreateProperty("Organization", organization));
        if (values.TryGetValue("id", out var job) && JobId.IsValid(job))
            logEvent.AddPropertyIfAbsent(propertyFactory.CreateProperty("JobId", job));
        if (values.TryGetValue("node", out var node) && new NodeName(node).CanBeEnrolled)
            logEvent.AddPropertyIfAbsent(propertyFactory.CreateProperty("Node", node));
    }
}
