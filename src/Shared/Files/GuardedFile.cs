using System.Text;

namespace Pushy.Files;

/// <summary>Reads files that others may not have a hand in. What is checked is what was opened.</summary>
internal static class GuardedFile
{
    /// <exception cref="UntrustedFileException">Somebody else may write it, or read it if it is a secret.</exception>
    /// <exception cref="IOException">It cannot be read; likewise <see cref="UnauthorizedAccessException"/>.</exception>
    public static string ReadText(string path, FileGuard guard)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        if (!OperatingSystem.IsWindows() && guard.Fault(path, FileFacts.Of(stream.SafeFileHandle)) is { } fault)
            throw new UntrustedFileException(fault);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}

/// <summary>A file that others may have a hand in. The message says how, and what mends it; whoever shows it names the file.</summary>
internal sealed class UntrustedFileException(string message) : Exception(message);
