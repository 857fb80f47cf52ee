using System.Threading.Channels;
using Pushy.Agent.Jobs;

namespace Pushy.Agent.Outputs;

/// <summary>Wakes the loop as long as there is output to look after, and not otherwise: an idle agent sleeps.</summary>
internal sealed class OutputTicker : IDisposable
{
    private readonly ITimer _timer;
    private bool _on;

    public OutputTicker(ChannelWriter<LoopSignal> loop, TimeProvider time) =>
        _timer = time.CreateTimer(_ => loop.TryWrite(new LoopSignal.OutputTick()), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    public void Set(bool on)
    {
        if (on != _on)
            _timer.Change(on ? OutputSender.Tick : Timeout.InfiniteTimeSpan, on ? OutputSender.Tick : Timeout.InfiniteTimeSpan);
        _on = on;
    }

    public void Dispose() => _timer.Dispose();
}
