using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pushy.Contracts.Jobs;

/// <summary>Writes times in UTC with a <c>Z</c>, fractions only where there are any; reads any ISO 8601 offset.</summary>
internal sealed class UtcTimeConverter : JsonConverter<DateTimeOffset>
{
    private const string Shape = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'";

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDateTimeOffset().ToUniversalTime();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime.ToString(Shape, CultureInfo.InvariantCulture));
}
