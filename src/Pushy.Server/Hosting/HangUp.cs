using System.Runtime.InteropServices;
using Pushy.Server.Tls;

namespace Pushy.Server.Hosting;

/// <summary>
/// SIGHUP ends no server, as it would by default. Certificates are looked at at once; they are in any case every two seconds. All else is read at the start, and
/// who sends the signal after a change is told so.
/// </summary>
internal sealed class HangUp(IServiceProvider services, ILogger<HangUp> log) : IHostedService, IDisposable
{
    private PosixSignalRegistration? _registration;

    /// <summary>For the time before there is a host: it does nothing.</summary>
    public static PosixSignalRegistration Ignore() => PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => context.Cancel = true);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _registration = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
        {
            context.Cancel = true;
            Reload();
        });
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose() => _registration?.Dispose();

    private void Reload()
    {
        try
        {
            services.GetService<CertificateRenewal>()?.Look();
            log.LogInformation("SIGHUP: certificates are up to date; other settings are read at the start only");
        }
        catch (Exception e)
        {
            log.LogError(e, "SIGHUP: certificates could not be looked at");
        }
    }
}
