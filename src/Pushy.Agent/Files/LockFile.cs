using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Pushy.Agent.Supervision;
using Pushy.Files;

namespace Pushy.Agent.Files;

/// <summary>
/// A lock on a file (flock), which ends with whoever holds it. Whoever can open the file can take the lock, even if only for reading, so a file
/// that we make is for us alone.
/// </summary>
internal static class LockFile
{
    private const int OwnerOnly = 0x180, Exclusive = 2, NoWaiting = 4, Busy = 11, TooManyLinks = 40;

    /// <summary>Takes it, and leaves the content as it is.</summary>
    /// <param name="path">Made if missing; a link is not followed.</param>
    /// <param name="ownAlone">Whether the file is this program's own: then others are shut out of one that is there already.</param>
    /// <returns>What holds the lock until it is disposed of, or why there is none, and whether that is because another has it.</returns>
    /// <exception cref="DirectoryNotFoundException">Its folder is not there.</exception>
    public static (SafeFileHandle? Held, string? Fault, bool IsBusy) TryTake(string path, bool ownAlone)
    {
        if (!Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(path))))
            throw new DirectoryNotFoundException();
        if (TrustedPath.Fault(path) is { } untrusted)
            return (null, $"{path} can't be used as a lock: {untrusted}", false);
        var fd = Libc.Open(path, Libc.ReadWrite | Libc.Create | Libc.NoFollow | Libc.NonBlock | Libc.CloseOnExec, OwnerOnly);
        if (fd < 0)
            return (null, Marshal.GetLastPInvokeError() == TooManyLinks
                ? $"{path} is a link, and a lock's file must not be one"
                : $"{path} can't be opened by the agent: {Marshal.GetLastPInvokeErrorMessage()}", false);
        var file = new SafeFileHandle(fd, ownsHandle: true);
        var (fault, isBusy) = Take(path, file, ownAlone);
        if (fault is null)
            return (file, null, false);
        file.Dispose();
        return (null, fault, isBusy);
    }

    private static (string? Fault, bool IsBusy) Take(string path, SafeFileHandle file, bool ownAlone)
    {
        var facts = FileFacts.Of(file);
        if (!facts.IsRegular)
            return ($"{path} is not a file", false);
        if (!facts.IsOurs)
            return ($"{path} belongs to another account ({facts.OwnerText}), who could hold the lock for ever", false);
        if (ownAlone && facts.Owner == Libc.EffectiveUid())
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        if (Libc.Flock((int)file.DangerousGetHandle(), Exclusive | NoWaiting) == 0)
            return (null, false);
        return Marshal.GetLastPInvokeError() == Busy
            ? ($"The process cannot access the file '{path}' because it is being used by another process.", true)
            : ($"{path} can't be locked: {Marshal.GetLastPInvokeErrorMessage()}", false);
    }
}
