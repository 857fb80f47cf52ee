using LinqToDB;
using LinqToDB.Data;
using LinqToDB.Mapping;

namespace Pushy.Actors.ReadModel;

/// <summary>A row of the job list. Times are microseconds since 1970, UTC.</summary>
[Table("jobs")]
internal sealed class JobRow
{
    [Column("id", DataType = DataType.Char, Length = 32), PrimaryKey] public string Id { get; set; } = "";

    [Column("org_guid", DataType = DataType.Char, Length = 32), NotNull] public string Organization { get; set; } = "";

    [Column("created_at")] public long CreatedAt { get; set; }

    [Column("updated_at")] public long UpdatedAt { get; set; }

    [Column("status"), NotNull] public string Status { get; set; } = "";

    [Column("command"), ValueConverter(ConverterType = typeof(AnyText)), NotNull] public string Command { get; set; } = "";

    [Column("run_timeout")] public long RunTimeout { get; set; }

    [Column("quorum")] public long Quorum { get; set; }

    [Column("node_count")] public int NodeCount { get; set; }

    [Column("created_by"), NotNull] public string CreatedBy { get; set; } = "";

    /// <summary>Which one of that name; null in rows of before that was kept.</summary>
    [Column("created_by_id", DataType = DataType.VarChar, Length = 40), Nullable] public string? StarterId { get; set; }

    [Column("user"), ValueConverter(ConverterType = typeof(AnyText)), Nullable] public string? User { get; set; }

    [Column("dir"), ValueConverter(ConverterType = typeof(AnyText)), Nullable] public string? Dir { get; set; }

    [Column("env"), Nullable] public string? Env { get; set; }

    [Column("capture")] public bool Capture { get; set; }

    [Column("file_specified")] public bool FileSpecified { get; set; }

    /// <summary>Nodes on which a finished job succeeded; null as for <see cref="JobListing.Succeeded"/>.</summary>
    [Column("succeeded"), Nullable] public int? Succeeded { get; set; }

    /// <summary>Nodes on which a finished job failed or crashed.</summary>
    [Column("failed"), Nullable] public int? Failed { get; set; }

    /// <summary>The whole job, once it has finished: compressed JSON of the journal's shape, so that reading it needs no actor.</summary>
    [Column("final_state"), Nullable] public byte[]? FinalState { get; set; }
}

/// <summary>Some of a job's nodes, see <see cref="NodeHashes"/>.</summary>
[Table("job_nodes")]
internal sealed class JobNodesRow
{
    [Column("org_guid", DataType = DataType.Char, Length = 32), PrimaryKey(0)] public string Organization { get; set; } = "";

    [Column("bucket"), PrimaryKey(1)] public int Bucket { get; set; }

    [Column("created_at"), PrimaryKey(2)] public long CreatedAt { get; set; }

    [Column("job_id", DataType = DataType.Char, Length = 32), PrimaryKey(3)] public string Job { get; set; } = "";

    [Column("hashes"), NotNull] public byte[] Hashes { get; set; } = [];
}

/// <summary>What is known of one stream of a node's output.</summary>
[Table("job_output_streams")]
internal sealed class JobOutputRow
{
    [Column("job_id"), PrimaryKey(0)] public string Job { get; set; } = "";

    [Column("node"), PrimaryKey(1)] public string Node { get; set; } = "";

    [Column("stream"), PrimaryKey(2)] public string Stream { get; set; } = "";

    /// <summary>Bytes in <see cref="OutputPartRow"/>s.</summary>
    [Column("length")] public long Length { get; set; }

    /// <summary>Bytes after those that were not kept.</summary>
    [Column("dropped")] public long Dropped { get; set; }

    [Column("truncated")] public bool Truncated { get; set; }

    /// <summary>Whether nothing more will come.</summary>
    [Column("whole")] public bool Whole { get; set; }
}

/// <summary>Some bytes of a stream. Never changed.</summary>
[Table("job_output_parts")]
internal sealed class OutputPartRow
{
    [Column("job_id"), PrimaryKey(0)] public string Job { get; set; } = "";

    [Column("node"), PrimaryKey(1)] public string Node { get; set; } = "";

    [Column("stream"), PrimaryKey(2)] public string Stream { get; set; } = "";

    /// <summary>Bytes of the stream before these.</summary>
    [Column("start"), PrimaryKey(3)] public long Start { get; set; }

    [Column("content"), NotNull] public byte[] Content { get; set; } = [];
}

/// <summary>The read model's tables; made by the server's migrations.</summary>
internal sealed class ReadModelDb(DataOptions options) : DataConnection(options)
{
    public ITable<JobRow> Jobs => this.GetTable<JobRow>();

    public ITable<JobNodesRow> JobNodes => this.GetTable<JobNodesRow>();

    public ITable<JobOutputRow> Outputs => this.GetTable<JobOutputRow>();

    public ITable<OrganizationFeedRow> OrganizationFeed => this.GetTable<OrganizationFeedRow>();

    public ITable<OrganizationFeedHeadRow> OrganizationFeedHeads => this.GetTable<OrganizationFeedHeadRow>();

    public ITable<OutputPartRow> OutputParts => this.GetTable<OutputPartRow>();
}

/// <summary>Makes the tables where no migrations run: in tests and benchmarks.</summary>
internal static class ReadModelTables
{
    public static async Task Create(DataOptions options)
    {
        await using var db = new ReadModelDb(options);
        await db.ExecuteAsync("pragma journal_mode=wal");
        await db.CreateTableAsync<JobRow>(tableOptions: TableOptions.CreateIfNotExists);
        await db.CreateTableAsync<JobNodesRow>(tableOptions: TableOptions.CreateIfNotExists);
        await db.CreateTableAsync<JobOutputRow>(tableOptions: TableOptions.CreateIfNotExists);
        await db.CreateTableAsync<OrganizationFeedRow>(tableOptions: TableOptions.CreateIfNotExists);
        await db.CreateTableAsync<OrganizationFeedHeadRow>(tableOptions: TableOptions.CreateIfNotExists);
        await db.CreateTableAsync<OutputPartRow>(tableOptions: TableOptions.CreateIfNotExists);
    }
}
