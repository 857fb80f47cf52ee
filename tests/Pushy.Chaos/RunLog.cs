using System.Globalization;

namespace Pushy.Chaos;

/// <summary>What was done when, in the run's folder.</summary>
internal sealed class RunLog(string file) : IDisposable
{
    private readonly StreamWriter _writer = new(file) { AutoFlush = true };
    private readonly Lock _gate = new();
    private readonly double _began = Uptime.Now;

    /// <summary>Seconds since the log began.</summary>
    public double Elapsed => Uptime.Now - _began;

    public void Write(string line)
    {
        lock (_gate)
            _writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{DateTimeOffset.UtcNow:HH:mm:ss.fff} {Elapsed,8:F2} {line}"));
    }

    public void Dispose() => _writer.Dispose();
}
