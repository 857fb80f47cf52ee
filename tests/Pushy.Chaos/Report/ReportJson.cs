using System.Text.Json;
using System.Text.Json.Serialization;
using Pushy.Chaos.Failover;

namespace Pushy.Chaos.Report;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ChaosReport))]
[JsonSerializable(typeof(FailoverReport))]
public sealed partial class ReportJson : JsonSerializerContext
{
    public static string Write(ChaosReport report) => JsonSerializer.Serialize(report, Default.ChaosReport);

    public static string Write(FailoverReport report) => JsonSerializer.Serialize(report, Default.FailoverReport);
}
