namespace Pushy.Server.Configuration;

public enum StorageProvider
{
    Sqlite,
    PostgreSql,
}

/// <param name="Provider">Which database.</param>
/// <param name="Path">SQLite: full path of the folder that holds the database file.</param>
/// <param name="ConnectionString">PostgreSQL: where it is, with its password. Never to be logged.</param>
/// <param name="BusyTimeout">SQLite: how long a statement waits for a locked database.</param>
public sealed record StorageOptions(StorageProvider Provider, string Path, string ConnectionString, TimeSpan BusyTimeout)
{
    internal static StorageOptions Read(SettingReader reader)
    {
        const string PathKey = "pushy.storage.path";
        const string ConnectionKey = "pushy.storage.connection-string";
        var provider = reader.Choice<StorageProvider>("pushy.storage.provider");
        var path = reader.Text(PathKey);
        var connection = reader.Text(ConnectionKey);

        if (provider == StorageProvider.Sqlite && (path.Length == 0 || path.Contains('\0', StringComparison.Ordinal)))
            reader.Problem(PathKey, "needed with provider sqlite; allowed is the path of a folder");
        if (provider == StorageProvider.PostgreSql && !IsConnectionString(connection))
            reader.Problem(ConnectionKey, "needed with provider postgresql; allowed is Host=…;Database=…;Username=…;Password=…");

        return new StorageOptions(
            provider,
            path.Length == 0 ? "" : System.IO.Path.GetFullPath(path),
            connection,
            reader.WholeSeconds("pushy.storage.busy-timeout", TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1)));
    }

    /// <summary>Leaves the password out.</summary>
    public override string ToString() => $"{Provider} {Path}";

    private static bool IsConnectionString(string text)
    {
        try
        {
            return new Npgsql.NpgsqlConnectionStringBuilder(text).Host is { Length: > 0 };
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            return false;
        }
    }
}
