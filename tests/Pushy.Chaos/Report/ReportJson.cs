using System.Text.Json;
using System.Text.Json.Serialization;
using Pushy.Chaos.AgentsBack;
using Pushy.Chaos.Failover;

namespace Pushy.Chaos.Report;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ChaosReport))]
[JsonSerializable(typeof(FailoverReport))]
[JsonSerializable(typeof(AgentsBackReport))]
public sealed partial class ReportJson : JsonSerializerContext
{
    public static string Write(ChaosReport report) => JsonSerializer.Serialize(report, Default.ChaosReport);

    public static string Write(FailoverReport report) => JsonSerializer.Serialize(report, Default.FailoverReport);

    public static string Write(AgentsBackReport report) => JsonSerializer.Serialize(report, Default.AgentsBackReport);
}
