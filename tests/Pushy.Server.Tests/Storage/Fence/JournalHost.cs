using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence.Sql;
using Pushy.Actors;
using Pushy.Server.Configuration;

namespace Pushy.Server.Tests.Storage.Fence;

/// <summary>An actor system with the server's journal and no cluster, so that nothing keeps several of them from having the same actors.</summary>
internal sealed class JournalHost : IAsyncDisposable
{
    private readonly ActorSystem _system;

    public JournalHost(TestStorage storage)
    {
        var database = storage.Database;
        _system = ActorSystem.Create("host", ConfigurationFactory.ParseString(
            $$"""
            akka.loglevel = off
            akka.stdout-loglevel = off
            akka.actor.serialization-settings.allow-unregistered-types = true
            akka.actor.serializers.json = "Akka.Serialization.NewtonSoftJsonSerializer, Akka"
            akka.persistence.journal { plugin = "akka.persistence.journal.sql", sql { connection-string = "{{database.JournalConnectionString}}", provider-name = "{{database.ProviderName}}" } }
            akka.persistence.snapshot-store { plugin = "akka.persistence.snapshot-store.sql", sql { connection-string = "{{database.JournalConnectionString}}", provider-name = "{{database.ProviderName}}" } }
            """)
            .WithFallback(PushyConfig.Load([], storage.Sets, []).Akka)
            .WithFallback(SqlPersistence.DefaultConfiguration));
    }

    /// <summary>A counter that has recovered.</summary>
    public async Task<IActorRef> Counter(string id)
    {
        var counter = _system.ActorOf(Producing.Of(() => new Counter(id)));
        await Sum(counter);
        return counter;
    }

    public static Task<int> Sum(IActorRef counter) => counter.Ask<int>("sum", TimeSpan.FromSeconds(30));

    /// <summary>The sum when it was written; null when the journal refused it.</summary>
    public static async Task<int?> Add(IActorRef counter, int more)
    {
        try
        {
            return await counter.Ask<int>(more, TimeSpan.FromSeconds(30));
        }
        catch (Exception e) when (e is not AskTimeoutException)
        {
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _system.Terminate();
        _system.Dispose();
    }
}
