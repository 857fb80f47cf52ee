using System.Globalization;

namespace Pushy.Agent;

/// <summary>Plain lines on standard error: time, level, node, text. Never file contents, values of variables, keys or tokens.</summary>
internal sealed class Log(string node, TimeProvider time, TextWriter output)
{
    private const int MaxLineLength = 1000;
    private readonly Lock _gate = new();

    public void Info(FormattableString text) => Write("info", text);

    public void Warn(FormattableString text) => Write("warn", text);

    public void Error(FormattableString text) => Write("error", text);

    private void Write(string level, FormattableString text)
    {
        var words = text.ToString(CultureInfo.InvariantCulture);
        var line = new string([.. words.Take(MaxLineLength).Select(c => char.IsControl(c) ? ' ' : c)]);   // one event, one line
        lock (_gate)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{time.GetUtcNow():yyyy-MM-ddTHH:mm:ss.fffZ} {level} [{node}] {line}"));
    }
}
