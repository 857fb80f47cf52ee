using Pushy.Agent.Settings;

namespace Pushy.Agent.Link;

/// <summary>Keeps a link up, going round the list of servers.</summary>
internal sealed class LinkKeeper(LiveSettings settings, ServerLink link, TimeProvider time, Random chance, Log log)
{
    public async Task RunAsync(CancellationToken stop)
    {
        var rounds = new ServerRounds();
        while (!stop.IsCancellationRequested)
        {
            var servers = settings.Current.Servers;
            var (server, patience) = rounds.Begin(servers.Count);
            var end = await link.RunAsync(servers[server], patience, stop);
            if (stop.IsCancellationRequested)
                return;
            var (wait, isSlow) = rounds.End(end, servers.Count, chance.NextDouble());
            if (isSlow)
                log.Warn($"next attempt in {wait.TotalSeconds:0} s");
            await Task.Delay(wait, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
