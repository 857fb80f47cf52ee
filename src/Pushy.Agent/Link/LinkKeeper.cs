using Pushy.Agent.Settings;

namespace Pushy.Agent.Link;

/// <summary>Keeps a link up, going round the list of servers.</summary>
internal sealed class LinkKeeper(LiveSettings settings, ServerLink link, TimeProvider time, Random chance, Log log)
{
    public async Task RunAsync(CancellationToken stop)
    {
        var (attempt, refusals) = (0, 0);
        for (var next = 0; !stop.IsCancellationRequested; next++)
        {
            var servers = settings.Current.Servers;
            var end = await link.RunAsync(servers[next %= servers.Count], stop);
            if (stop.IsCancellationRequested)
                return;
            if (end.Lasted >= Backoff.GoodLink)
                attempt = 0;
            refusals = end.Refused ? refusals + 1 : 0;
            var everyoneRefuses = refusals >= servers.Count;
            var wait = everyoneRefuses ? Backoff.AfterRefusal(chance.NextDouble()) : Backoff.Next(attempt++, chance.NextDouble());
            if (everyoneRefuses)
                log.Warn($"next attempt in {wait.TotalSeconds:0} s");
            await Task.Delay(wait, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
