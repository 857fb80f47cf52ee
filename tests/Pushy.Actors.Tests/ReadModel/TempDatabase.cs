using LinqToDB;
using LinqToDB.DataProvider.SQLite;
using Pushy.Actors.ReadModel;

namespace Pushy.Actors.Tests.ReadModel;

/// <summary>A read model on SQLite in a folder of its own.</summary>
internal sealed class TempDatabase : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pushy-read-").FullName;

    private TempDatabase()
    {
        Options = new DataOptions().UseSQLite($"Data Source={_folder}/pushy.db;Pooling=False", SQLiteProvider.Microsoft);
    }

    public DataOptions Options { get; }

    public JobReadModel ReadModel => new(Options);

    public OutputNews News { get; } = new();

    public OutputStore Outputs(long limit = OutputStore.DefaultLimit) => new(Options, limit, News);

    public static async Task<TempDatabase> Create()
    {
        var database = new TempDatabase();
        await ReadModelTables.Create(database.Options);
        return database;
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}
