using Pushy.Server.Directories;

namespace Pushy.Server.Admin;

/// <summary>Files that a command makes and never overwrites.</summary>
internal static class NewFile
{
    /// <param name="path">Of the file, which must not be there.</param>
    /// <param name="text">All of it.</param>
    /// <param name="isSecret">Whether only its owner may read it (0600).</param>
    /// <param name="instead">What the user can do if it is there.</param>
    /// <param name="ct">Ends the command.</param>
    public static async Task<AdminRefusal?> Write(string path, string text, bool isSecret, string instead, CancellationToken ct)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (isSecret && !OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        if (File.Exists(path))
            return new AdminRefusal($"{path} exists already and is not overwritten; {instead}");
        try
        {
            await using var file = new StreamWriter(path, options);
            await file.WriteAsync(text.AsMemory(), ct);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new AdminRefusal($"{path} cannot be written: {e.Message}");
        }
    }
}
