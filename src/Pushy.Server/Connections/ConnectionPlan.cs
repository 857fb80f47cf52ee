using System.Globalization;
using Pushy.Server.Configuration;

namespace Pushy.Server.Connections;

/// <summary>How many connections there may be: as many as the settings say, or what the limit of open files leaves once everything else has its own.</summary>
/// <param name="Wanted">What <c>http.max-connections</c> and <c>link.max-links</c> add up to.</param>
/// <param name="OpenFiles">The limit; null where it is not known.</param>
/// <param name="Reserve">Files that are not for connections.</param>
internal sealed record ConnectionPlan(long Wanted, long? OpenFiles, long Reserve)
{
    /// <summary>The program's own files and those of SQLite, its logs and listeners: 340 were counted on an idle server, and a busy one opens some more.</summary>
    private const int OwnFiles = 512;

    /// <summary>So many there are with any number of files: without, nobody could see what is wrong.</summary>
    private const int Fewest = 16;

    /// <summary>To PostgreSQL: 30 each of requests and the journal, and the probe's 2; a connection string may say otherwise.</summary>
    private const int DatabaseConnections = 64;

    /// <summary>To and from other hosts.</summary>
    private const int HostConnections = 64;

    /// <summary>Connections at the same time, agents' links among them.</summary>
    public long Most => OpenFiles is { } files ? Math.Min(Wanted, Math.Max(files - Reserve, Fewest)) : Wanted;

    /// <summary>Whether it is the limit of open files that says how many.</summary>
    public bool IsBoundByFiles => Most < Wanted;

    /// <summary>The limit of open files with which the settings count.</summary>
    public long Needed => Wanted + Reserve;

    public static ConnectionPlan Of(ServerOptions options, long? openFiles) => new(
        (long)options.Http.MaxConnections + options.Link.MaxLinks,
        openFiles,
        OwnFiles
            + (options.Storage.Provider == StorageProvider.PostgreSql ? DatabaseConnections : 0)
            + (options.Cluster.Enabled ? HostConnections : 0)
            + (options.Directory.Chef?.MaxConnections ?? 0));

    public override string ToString() => IsBoundByFiles
        ? string.Create(CultureInfo.InvariantCulture, $"at most {Most} connections at the same time: {OpenFiles} files may be open, {Reserve} are kept for other things; pushy.http.max-connections and pushy.link.max-links ask for {Wanted}")
        : string.Create(CultureInfo.InvariantCulture, $"at most {Most} connections at the same time, as pushy.http.max-connections and pushy.link.max-links say");
}
