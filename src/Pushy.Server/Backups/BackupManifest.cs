using System.Text.Json.Serialization;

namespace Pushy.Server.Backups;

/// <summary>What a backup is, in <c>manifest.json</c> beside its files. Fields are only ever added.</summary>
/// <param name="Format">Of the backup; a program refuses those above its own.</param>
/// <param name="Version">Of the program that made it.</param>
/// <param name="Schema">Newest migration of the database that it is of.</param>
/// <param name="Provider">sqlite or postgresql.</param>
/// <param name="MadeAt">The moment that it shows, UTC.</param>
/// <param name="Host">Name of the machine that made it.</param>
/// <param name="Contents">How much of what is in it.</param>
/// <param name="Files">All files beside the manifest.</param>
internal sealed record BackupManifest(
    int Format, string Version, long Schema, string Provider, DateTimeOffset MadeAt, string Host, BackupContents Contents, IReadOnlyList<BackupFile> Files)
{
    public const string FileName = "manifest.json";

    /// <summary>Written by this program.</summary>
    public const int NewestFormat = 1;
}

/// <summary>Counts, for people.</summary>
internal sealed record BackupContents(long Organizations, long Users, long Nodes, long Jobs, long UnfinishedJobs)
{
    public override string ToString() => FormattableString.Invariant($"{Organizations} organizations, {Users} users, {Nodes} nodes, {Jobs} jobs of which {UnfinishedJobs} had not finished");
}

/// <summary>One file of a backup.</summary>
/// <param name="Name">Relative to the backup's folder, with <c>/</c>.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Of its bytes, hex digits.</param>
/// <param name="From">For files that the host needs beside its storage: where it was; else null.</param>
internal sealed record BackupFile(string Name, long Bytes, string Sha256, string? From = null);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(BackupManifest))]
internal sealed partial class BackupJson : JsonSerializerContext;
