namespace Pushy.Server.Storage;

/// <summary>The storage has been used by a newer program, and this one might misread what that wrote. Nothing was changed.</summary>
/// <param name="there">The newest schema that the storage has.</param>
/// <param name="known">The newest that this program knows.</param>
public sealed class SchemaTooNewException(long there, long known) : Exception(
    $"the storage has schema {there}, which this pushy-server (schema {known}) does not know: a newer one has used it. "
    + "Start a pushy-server of that version or later, or restore a backup from before the upgrade (docs/server.md)");
