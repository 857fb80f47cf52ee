using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pushy.Chaos.Report;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ChaosReport))]
public sealed partial class ReportJson : JsonSerializerContext
{
    public static string Write(ChaosReport report) => JsonSerializer.Serialize(report, Default.ChaosReport);
}
