namespace Pushy.Server.Configuration;

/// <param name="Endpoint">Where spans go; null: nothing is traced.</param>
/// <param name="SamplePercent">Of requests that come without a trace, how many of a hundred begin one.</param>
public sealed record TracingOptions(Uri? Endpoint, int SamplePercent)
{
    private const string TracesPath = "v1/traces";

    internal static TracingOptions Read(SettingReader reader) => new(ReadEndpoint(reader), reader.Number("pushy.tracing.sample-percent", 0, 100));

    private static Uri? ReadEndpoint(SettingReader reader)
    {
        const string Key = "pushy.tracing.otlp-endpoint";
        var text = reader.Text(Key);
        if (text.Length == 0)
            return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri is { Scheme: "http" or "https", UserInfo: "", Fragment: "" })
            return uri.AbsolutePath == "/" ? new Uri(uri, TracesPath) : uri;
        reader.Problem(Key, $"'{text}' is not allowed; allowed are http://HOST:PORT and https://HOST:PORT, with or without a path");
        return null;
    }
}
