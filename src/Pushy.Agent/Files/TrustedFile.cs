using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Pushy.Agent.Settings;
using Pushy.Agent.Supervision;
using Pushy.Files;

namespace Pushy.Agent.Files;

/// <summary>Files that say what this machine does: read only if nobody else could have written them. What is checked is what was opened.</summary>
internal static class TrustedFile
{
    /// <param name="what">For messages: the setting that names the file.</param>
    /// <param name="path">Where it is.</param>
    /// <param name="maxBytes">A longer one is refused.</param>
    /// <exception cref="SettingsException">Names the file, what is wrong and how to mend it.</exception>
    public static byte[] Read(string what, string path, int maxBytes) => Read(what, path, maxBytes, out _);

    /// <inheritdoc cref="Read(string, string, int)"/>
    /// <param name="facts">Of the file that was read.</param>
    public static byte[] Read(string what, string path, int maxBytes, out FileFacts facts)
    {
        try
        {
            using var file = Open(path);
            facts = FileFacts.Of(file);
            if (!facts.IsRegular)
                throw new SettingsException($"{what} {path}: is not a file");
            if (FileGuard.Service.Fault(path, facts) is { } fault)
                throw new SettingsException($"{what} {path}: {fault}");
            using var stream = new FileStream(file, FileAccess.Read, 0);
            if (stream.Length > maxBytes)
                throw new SettingsException($"{what} {path}: more than {maxBytes} bytes");
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"{what} {path}: cannot be read: {unreadable.Message}");
        }
    }

    /// <summary>Without waiting, if it is a pipe.</summary>
    private static SafeFileHandle Open(string path)
    {
        var fd = Libc.Open(path, Libc.ReadOnly | Libc.CloseOnExec | Libc.NonBlock, 0);
        return fd >= 0 ? new(fd, ownsHandle: true) : throw new IOException(Marshal.GetLastPInvokeErrorMessage());
    }
}
