using Microsoft.Data.Sqlite;

namespace Pushy.EndToEnd.Tests.Web;

/// <summary>Nodes that the directory has and that nobody runs, put into a database while no server uses it. Its schema is there.</summary>
internal static class ManyNodes
{
    private const int NeverSeenEach = 10;

    /// <summary>Adds nodes <c>shop-0001</c> and so on: each tenth was never connected, the others were.</summary>
    public static async Task AddAsync(string data, int count)
    {
        await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path.Combine(data, "pushy.db"), Pooling = false }.ToString());
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var command = connection.CreateCommand();
        var start = Guid.NewGuid().ToString("N");
        command.CommandText = $"""
            with recursive n(i) as (select 1 union all select i + 1 from n where i < {count})
            insert into clients (org_guid, name, is_node, created_at) select (select guid from organizations where name = 'acme'), printf('shop-%04d', i), 1, 1780000000000000 from n;
            with recursive n(i) as (select 1 union all select i + 1 from n where i < {count})
            insert into node_links (org_guid, node, link, host_start, connected_at, ended_at, ending, remote, version, platform, clock_skew)
                select (select guid from organizations where name = 'acme'), printf('shop-%04d', i), printf('%032x', i), '{start}', 1790000000000000, 1790000100000000 + i * 1000000, 'ConnectionLost', '192.0.2.7', '0.1.0', 'linux-x64', 0
                from n where i % {NeverSeenEach} > 0;
            """;
        await command.ExecuteNonQueryAsync();
        await transaction.CommitAsync();
    }
}
