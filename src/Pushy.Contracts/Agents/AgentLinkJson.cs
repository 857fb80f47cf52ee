using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pushy.Contracts.Agents;

/// <summary>Frames of the agent link as JSON: snake_case names, nulls left out, unknown fields ignored, works under Native AOT.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowOutOfOrderMetadataProperties = true,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(ServerMessage))]
[JsonSerializable(typeof(AgentMessage))]
internal sealed partial class AgentLinkContext : JsonSerializerContext;

/// <summary>Reads and writes frames of the agent link.</summary>
public static class AgentLinkJson
{
    /// <summary>Longest frame either side accepts, in bytes; a longer one closes the link.</summary>
    public const int MaxFrameBytes = 4 * 1024 * 1024;

    /// <summary>Longest text for people that is taken over from a frame, in characters; the rest is cut.</summary>
    public const int MaxDetailLength = 500;

    /// <summary>The frame of a message to an agent, UTF-8.</summary>
    public static byte[] Write(ServerMessage message) => JsonSerializer.SerializeToUtf8Bytes(message, AgentLinkContext.Default.ServerMessage);

    /// <summary>The frame of a message to a server, UTF-8.</summary>
    public static byte[] Write(AgentMessage message) => JsonSerializer.SerializeToUtf8Bytes(message, AgentLinkContext.Default.AgentMessage);

    /// <summary>Whether a frame of a server gives a node something to do: anything but what stops a job, confirms a report or asks who it is.</summary>
    public static bool IsOrder(ReadOnlySpan<byte> frame) => !(Is(frame, "abort"u8) || Is(frame, "challenge"u8) || Is(frame, "recorded"u8) || Is(frame, "stored"u8));

    /// <summary>Reads a server's frame. Throws <see cref="JsonException"/> for what is no such message.</summary>
    public static ServerMessage ReadFromServer(ReadOnlySpan<byte> frame) => Read(frame, AgentLinkContext.Default.ServerMessage);

    /// <summary>Reads an agent's frame. Throws <see cref="JsonException"/> for what is no such message.</summary>
    public static AgentMessage ReadFromAgent(ReadOnlySpan<byte> frame) => Read(frame, AgentLinkContext.Default.AgentMessage);

    private static bool Is(ReadOnlySpan<byte> frame, ReadOnlySpan<byte> type)
    {
        var reader = new Utf8JsonReader(frame);   // the type comes first in all that Write makes
        return reader.Read() && reader.Read() && reader.ValueTextEquals("type"u8) && reader.Read() && reader.ValueTextEquals(type);
    }

    private static T Read<T>(ReadOnlySpan<byte> frame, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(frame, type) ?? throw new JsonException("the frame is null");
        }
        catch (NotSupportedException noType)
        {
            throw new JsonException("the frame has no known type", noType);
        }
    }
}
