using Microsoft.AspNetCore.Connections;
using Pushy.Server.Configuration;

namespace Pushy.Server.Connections;

/// <summary>How many connections there are, and what of them is waited for.</summary>
internal static class ConnectionHosting
{
    /// <summary>After Kestrel, for of several ways to listen it takes the last.</summary>
    public static void AddConnectionGate(this IServiceCollection services) => services
        .AddSingleton(all => ConnectionPlan.Of(all.GetRequiredService<ServerOptions>(), OpenFiles.Limit()))
        .AddSingleton<ConnectionGate>()
        .AddSingleton<IConnectionListenerFactory, CountingListenerFactory>();

    /// <summary>Before all else that requests go through.</summary>
    public static void UseConnectionGate(this WebApplication app)
    {
        app.Use((HttpContext http, RequestDelegate next) =>
        {
            http.Features.Get<ConnectionSlot>()?.Heard();
            return next(http);
        });
        var (plan, log) = (app.Services.GetRequiredService<ConnectionPlan>(), app.Services.GetRequiredService<ILogger<ConnectionGate>>());
        app.Lifetime.ApplicationStarted.Register(() => log.Log(plan.IsBoundByFiles ? LogLevel.Warning : LogLevel.Information, "{Plan}", plan));
    }
}
