using System.Net.Security;
using System.Security.Authentication;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Pushy.Server.Background;
using Pushy.Server.Configuration;
using Pushy.Server.Hosting;

namespace Pushy.Server.Tls;

/// <summary>
/// The certificate of the API's ports, taken anew when its files change. A connection is always shown the last good one: whoever renews writes one
/// file after the other, and a mistake must not take a fleet's server away.
/// </summary>
internal sealed class CertificateRenewal(HttpTlsOptions options, TimeProvider time, BackgroundLoops loops, ILogger<CertificateRenewal> log)
    : BackgroundLoop(loops.Watch("certificate-renewal", "the certificate's files cannot be looked at", log))
{
    /// <summary>Reading two small files costs nothing.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    /// <summary>Long enough to make a new one in peace.</summary>
    public static readonly TimeSpan Soon = TimeSpan.FromDays(30);

    private static readonly TimeSpan RemindEvery = TimeSpan.FromDays(1);

    private readonly Lock _looking = new();
    private volatile ServerCertificate _current = ServerCertificate.Load(options);
    private string? _bad;
    private bool _toldBad;
    private DateTimeOffset _remindAt = DateTimeOffset.MinValue;

    public ServerCertificate Current => _current;

    /// <summary>For Kestrel: asked at each handshake.</summary>
    public TlsHandshakeCallbackOptions Handshake => new()
    {
        OnConnection = _ => ValueTask.FromResult(new SslServerAuthenticationOptions
        {
            ServerCertificateContext = _current.Context,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        }),
    };

    /// <summary>One look at the files.</summary>
    public void Look()
    {
        lock (_looking)
        {
            var there = ServerCertificate.FingerprintOf(options);
            if (there == _current.Fingerprint)
                _bad = null;
            else
                Take(there ?? "unreadable");
            Remind(time.GetUtcNow());
        }
    }

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        log.LogInformation("TLS with {Subject}, valid until {Ends:yyyy-MM-dd}", _current.Leaf.Subject, _current.Ends.UtcDateTime);
        do
        {
            await Watch.Try(_ =>
            {
                Look();
                return Task.CompletedTask;
            }, stoppingToken);
        }
        while (await Pause.For(LookEvery, time, stoppingToken));
    }

    private void Take(string there)
    {
        if (there == _bad && _toldBad)
            return;
        try
        {
            var renewed = ServerCertificate.Load(options);
            (_current, _bad, _remindAt) = (renewed, null, DateTimeOffset.MinValue);
            log.LogInformation("new certificate: {Subject}, valid until {Ends:yyyy-MM-dd}", renewed.Leaf.Subject, renewed.Ends.UtcDateTime);
        }
        catch (ConfigurationException e)
        {
            // Told at the second look: the certificate's file is there a moment before the key's.
            if (_toldBad = there == _bad)
                log.LogError("the new certificate is no good, the last one is shown further on: {Problem}", e.Message);
            _bad = there;
        }
    }

    private void Remind(DateTimeOffset now)
    {
        if (now < _remindAt)
            return;
        _remindAt = now + RemindEvery;
        if (_current.Ends < now)
            log.LogError("the certificate {Subject} has run out at {Ends:u}: agents and clients refuse this server", _current.Leaf.Subject, _current.Ends.UtcDateTime);
        else if (_current.Ends - now < Soon)
            log.LogWarning("the certificate {Subject} runs out at {Ends:u}; replace {File}", _current.Leaf.Subject, _current.Ends.UtcDateTime, options.CertificateFile);
    }
}
