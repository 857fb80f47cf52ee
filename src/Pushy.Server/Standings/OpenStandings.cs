using System.Collections.Concurrent;
using Pushy.Contracts.Audit;
using Pushy.Server.Audit;
using Pushy.Server.Background;
using Pushy.Server.Configuration;
using Pushy.Server.Directories;
using Pushy.Server.Gateway;
using Pushy.Server.SignIn;

namespace Pushy.Server.Standings;

/// <summary>
/// All standings of this host: the gateway puts each signed-in GET here for as long as its answer takes, so that no route can forget to. A round looks at those whose
/// right may have changed: all when the directory's count in the database has moved on, new ones once, those whose key, token or session has ended, and each again after
/// <see cref="Backstop"/>, for databases are changed by hand, too. A round is due every <c>pushy.sign-in.check-every</c>, and at once after a change through this host.
/// A directory that does not answer ends nothing: those standings are tried again with every round (docs/decisions/0192).
/// </summary>
internal sealed class OpenStandings(
    StandingCheck check, DirectoryStamp stamp, DirectoryVersion version, AuditLog audit, ServerOptions options, TimeProvider clock, BackgroundLoops loops, ILogger<OpenStandings> log)
    : BackgroundLoop(loops.Watch("open-standings", "rights of open connections cannot be checked, they stay open", log))
{
    /// <summary>Looked at together: as many as the directory asks for with one statement.</summary>
    private const int Together = 200;

    /// <summary>The same of tokens and sessions, each of which is a question of its own: the database has few connections, and others want them too.</summary>
    private const int FewTogether = 8;

    /// <summary>With a Chef Infra Server so many users and API clients, and so many nodes, are looked at in a round: each may cost requests there.</summary>
    private const int OfChefAtOnce = 40;

    /// <summary>Longest that a change's answer waits for connections of those it is about to be closed.</summary>
    private static readonly TimeSpan ChangePatience = TimeSpan.FromSeconds(2);

    /// <summary>Longest between two looks at one standing, though nothing is said to have changed.</summary>
    private static readonly TimeSpan Backstop = TimeSpan.FromSeconds(30);

    /// <summary>Before an order goes out that cannot be decided on, the database is asked again after this time.</summary>
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<Standing, bool> _open = [];
    private readonly SemaphoreSlim _news = new(0, 1);
    private readonly bool _isChef = options.Directory.Chef is not null;
    private long _known = -1;

    /// <summary>How many there are.</summary>
    public int Count => _open.Count;

    /// <summary>Holds a request's standing until it is disposed of; null for what is public, what changes something, and what manages the directory, whose answers are short.</summary>
    public IDisposable? Hold(RequestContext context, Credentials? given)
    {
        if (given is null || context.Route.Method != "GET" || context.Route.Permission.ManagesDirectory())
            return null;
        var standing = context.Standing = new Standing(context, given);
        _open.TryAdd(standing, true);
        return new Held(this, standing);
    }

    /// <summary>
    /// True once it is certain that the right stands by what the directory holds now, false when it has ended: an order must not go to who was deleted meanwhile on any host.
    /// While the database is away it waits, and no order goes out.
    /// </summary>
    public async Task<bool> Confirm(Standing standing, CancellationToken ct)
    {
        while (standing.End is null)
        {
            try
            {
                var asOf = _isChef ? 0 : await stamp.Read(ct);
                if (standing.IsGoodAsOf(asOf))
                    return true;
                await LookAt([standing], ct);
                if (standing.End is not null || standing.IsGoodAsOf(asOf))
                    continue;   // sure of it either way
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                Watch.Failed(e);
            }

            await Task.Delay(AskAgain, clock, ct);
        }

        return false;
    }

    /// <summary>After a change over HTTP: closes what those have open whom it names, and what groups let in, before the change is answered. All others follow at once.</summary>
    public async Task Changed(RequestContext change)
    {
        try
        {
            var names = change.Values.Values.ToHashSet(StringComparer.Ordinal);
            await LookAt([.. _open.Keys.Where(one => !one.IsOwnNode || names.Contains(one.Context.Requestor.Name))], default).WaitAsync(ChangePatience, clock);
        }
        catch (Exception e)
        {
            Watch.Failed(e);
        }

        Pulse();
    }

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        version.Moved += Pulse;
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                await _news.WaitAsync(options.SignIn.CheckEvery, stoppingToken);
                try
                {
                    await Round(stoppingToken);
                }
                catch (Exception e) when (!stoppingToken.IsCancellationRequested)
                {
                    Watch.Failed(e);   // a round that finds some out tells how it went itself
                }
            }
        }
        finally
        {
            version.Moved -= Pulse;
        }
    }

    private async Task Round(CancellationToken ct)
    {
        var count = await stamp.Read(ct);
        if (Interlocked.Exchange(ref _known, count) != count)
            version.Follow();   // another host, or a command, changed something
        var due = Due(count);
        if (due.Count == 0)
            Watch.Succeeded();   // the directory answered; else LookAt tells how it went
        await LookAt(due, ct);
    }

    private List<Standing> Due(long count)
    {
        var now = clock.GetUtcNow();
        var due = new List<Standing>();
        foreach (var (one, _) in _open)
        {
            if (!one.WasChecked || one.ProofEndsAt <= now || clock.GetElapsedTime(one.CheckedAt) >= (_isChef ? options.SignIn.CacheFor : Backstop) || (!_isChef && !one.IsGoodAsOf(count)))
                due.Add(one);
        }

        return _isChef
            ? [.. due.OrderBy(one => one.CheckedAt).GroupBy(one => one.IsOwnNode).SelectMany(kind => kind.Take(OfChefAtOnce))]
            : due;
    }

    private async Task LookAt(List<Standing> due, CancellationToken ct)
    {
        if (due.Count == 0)
            return;
        var count = await stamp.Read(ct);   // before the questions: what changes after it is seen by the next round
        var round = check.Begin();
        Exception? why = null;
        var byKey = due.ToLookup(one => one.Given is Credentials.Signature);
        foreach (var some in byKey[true].Chunk(Together).Concat(byKey[false].Chunk(FewTogether)))
        {
            await Task.WhenAll(some.Select(async one =>
            {
                try
                {
                    Take(one, await round.Look(one, ct), count);
                }
                catch (Exception e) when (!ct.IsCancellationRequested && _open.ContainsKey(one))   // else its request has just ended
                {
                    why = e;
                }
                catch (Exception) when (!_open.ContainsKey(one))
                {
                    log.LogTrace("a request ended while its right was looked at");
                }
            }));
        }

        if (why is not null)
            Watch.Failed(why);
        else
            Watch.Succeeded();
    }

    private void Take(Standing standing, StandingFinding finding, long asOf)
    {
        if (finding.End is not { Why: var why, Words: var reason })
        {
            standing.WasGood(asOf, finding.ProofEndsAt, clock.GetTimestamp());
            return;
        }

        // Made before: once it is closed the request is over, and what it was may be another's.
        var context = standing.Context;
        var named = context.Values.Where(value => value.Key != "org").Select(value => value.Value);
        var entry = new AuditEntry(
            clock.GetUtcNow(), context.RecordedIn, context.Actor ?? new AuditIdentity(AuditKind.Claimed, context.Requestor.Name),
            "connection.close", string.Join('/', named), AuditOutcome.Refused)
        {
            Detail = reason,
            RequestId = context.Http.TraceIdentifier,
            Remote = context.Remote.ToString(),
        };
        if (standing.Close(why, reason))
            audit.Record(entry);
    }

    private void Pulse()
    {
        try
        {
            _news.Release();
        }
        catch (SemaphoreFullException)
        {
            log.LogTrace("a round is due already");
        }
    }

    private sealed class Held(OpenStandings all, Standing standing) : IDisposable
    {
        public void Dispose() => all._open.TryRemove(standing, out _);
    }
}

internal static class StandingHosting
{
    public static IServiceCollection AddStandings(this IServiceCollection services) => services
        .AddSingleton<DirectoryStamp>()
        .AddSingleton(all => new StandingCheck(
            all.GetRequiredService<ServerOptions>().Directory.Chef is null ? all.GetRequiredService<EmbeddedDirectory>() : all.GetRequiredService<IDirectory>(),
            all.GetRequiredService<RuleBook>(), all.GetRequiredService<Sessions.WebSessions>(), all.GetRequiredService<Storage.Database>(), all.GetRequiredService<TimeProvider>()))
        .AddSingleton<OpenStandings>()
        .AddHostedService(all => all.GetRequiredService<OpenStandings>());
}
