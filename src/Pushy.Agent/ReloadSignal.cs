using System.Runtime.InteropServices;
using System.Threading.Channels;

namespace Pushy.Agent;

/// <summary>SIGHUP asks to read the settings anew, one time after the other, however many come; it ends nothing.</summary>
internal sealed class ReloadSignal : IDisposable
{
    private readonly Channel<bool> _asked = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly PosixSignalRegistration _registration;

    public ReloadSignal(Action reload, Log log)
    {
        _registration = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
        {
            context.Cancel = true;
            _asked.Writer.TryWrite(true);
        });
        _ = Task.Run(() => ServeAsync(reload, log));
    }

    public void Dispose()
    {
        _registration.Dispose();
        _asked.Writer.TryComplete();
    }

    private async Task ServeAsync(Action reload, Log log)
    {
        await foreach (var _ in _asked.Reader.ReadAllAsync())
            try
            {
                reload();
            }
            catch (Exception unforeseen)
            {
                log.Error($"settings and whitelist cannot be read anew: {unforeseen.Message}");     // the agent goes on, whatever it was
            }
    }
}
