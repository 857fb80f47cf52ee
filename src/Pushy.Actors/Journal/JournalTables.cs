using LinqToDB;
using LinqToDB.Data;

namespace Pushy.Actors.Journal;

/// <summary>
/// The tables that Akka.Persistence.Sql writes: events, their tags and snapshots. It can make them itself, but not while another host does the
/// same, and a journal that fails to then stays closed until the program is started again. So they are made before any actor is. A test compares
/// them with what the library would make.
/// </summary>
public static class JournalTables
{
    private const string Sqlite = """
        create table if not exists journal (
            ordering integer not null primary key autoincrement, created integer not null, deleted bit not null, persistence_id nvarchar(255) not null,
            sequence_number integer not null, message varbinary not null, manifest nvarchar(500), identifier integer, writer_uuid nvarchar(128));
        create unique index if not exists journal_uq on journal (persistence_id, sequence_number);
        create table if not exists tags (
            ordering_id integer not null, tag nvarchar(64) not null, sequence_nr integer not null, persistence_id nvarchar(255) not null,
            constraint PK_tags primary key (ordering_id, tag));
        create table if not exists snapshot (
            persistence_id nvarchar(255) not null, sequence_number integer not null, created integer not null, snapshot varbinary,
            manifest nvarchar(500), serializer_id integer, constraint PK_snapshot primary key (persistence_id, sequence_number));
        """;

    private const string Postgres = """
        create table if not exists journal (
            ordering bigint not null generated always as identity, created bigint not null, deleted boolean not null, persistence_id text not null,
            sequence_number bigint not null, message bytea not null, manifest text, identifier integer, writer_uuid text,
            constraint "PK_journal" primary key (ordering), constraint journal_uq unique (persistence_id, sequence_number));
        create table if not exists tags (
            ordering_id bigint not null, tag text not null, sequence_nr bigint not null, persistence_id text not null,
            constraint "PK_tags" primary key (ordering_id, tag));
        create table if not exists snapshot (
            persistence_id text not null, sequence_number bigint not null, created bigint not null, snapshot bytea, manifest text, serializer_id integer,
            constraint "PK_snapshot" primary key (persistence_id, sequence_number));
        """;

    private const string Indexes = """
        create index if not exists journal_created_idx on journal (created);
        create index if not exists journal_sequence_number_idx on journal (sequence_number);
        create index if not exists tags_persistence_id_sequence_nr_idx on tags (persistence_id, sequence_nr);
        create index if not exists tags_tag_idx on tags (tag);
        create index if not exists snapshot_sequence_number_idx on snapshot (sequence_number);
        create index if not exists snapshot_created_idx on snapshot (created);
        """;

    /// <summary>Makes what is missing. One at a time: the caller holds a lock.</summary>
    public static async Task Create(DataOptions journal, CancellationToken ct)
    {
        await using var db = new DataConnection(journal);
        var tables = db.DataProvider.Name.StartsWith(ProviderName.SQLite, StringComparison.Ordinal) ? Sqlite : Postgres;
        await db.ExecuteAsync(tables + "\n" + Indexes, ct);
    }
}
