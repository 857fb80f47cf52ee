using Serilog.Events;

namespace Pushy.Server.Configuration;

public enum LogFormat
{
    Text,
    Json,
}

/// <param name="Level">Least level that is written.</param>
/// <param name="Format">Lines for people, or one JSON object a line.</param>
public sealed record LogOptions(LogEventLevel Level, LogFormat Format)
{
    internal static LogOptions Read(SettingReader reader) => new(
        reader.Choice<LogEventLevel>("pushy.log.level"), reader.Choice<LogFormat>("pushy.log.format"));
}
