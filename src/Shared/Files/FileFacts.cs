using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Pushy.Files;

/// <summary>Owner, kind and rights of a file, by the kernel's own words (statx, which is laid out alike on all machines).</summary>
internal readonly record struct FileFacts(uint Owner, ushort Mode)
{
    private const int EmptyPath = 0x1000, NoFollow = 0x100, AtWorkingDirectory = -100, BasicStats = 0x7ff;
    private const ushort KindMask = 0xf000, Folder = 0x4000, Regular = 0x8000, Link = 0xa000, StickyBit = 0x200, OthersWrite = 0x12, OthersRead = 0x4, GroupRead = 0x20;

    public bool IsFolder => (Mode & KindMask) == Folder;

    public bool IsRegular => (Mode & KindMask) == Regular;

    public bool IsLink => (Mode & KindMask) == Link;

    /// <summary>Only owners of what is in such a folder may rename or delete it.</summary>
    public bool IsSticky => (Mode & StickyBit) != 0;

    /// <summary>Group or everybody.</summary>
    public bool OthersMayWrite => (Mode & OthersWrite) != 0;

    /// <summary>Everybody; a group may.</summary>
    public bool OthersMayRead => (Mode & OthersRead) != 0;

    /// <summary>The group.</summary>
    public bool GroupMayRead => (Mode & GroupRead) != 0;

    /// <summary>Root, or the account that this process runs as.</summary>
    public bool IsOurs => Owner == 0 || Owner == FileCalls.EffectiveUid();

    /// <summary>As <c>chmod</c> takes it.</summary>
    public string ModeText => "0" + Convert.ToString(Mode & 0xfff, 8).PadLeft(3, '0');

    public string OwnerText => string.Create(CultureInfo.InvariantCulture, $"uid {Owner}");

    /// <summary>Of what is open, so of nothing that has been put in its place.</summary>
    /// <exception cref="IOException">The kernel does not say.</exception>
    public static unsafe FileFacts Of(SafeFileHandle file)
    {
        if (OperatingSystem.IsWindows())
            return new(0, Regular);     // has other rights, which are not looked at
        if (!OperatingSystem.IsLinux())
            return new(0, (ushort)(Regular | (ushort)File.GetUnixFileMode(file)));
        FileCalls.FileStatus status;
        if (FileCalls.Statx((int)file.DangerousGetHandle(), "", EmptyPath, BasicStats, &status) != 0)
            throw new IOException("the file's owner and mode cannot be found out: " + Marshal.GetLastPInvokeErrorMessage());
        return new(status.Uid, status.Mode);
    }

    /// <summary>Of a path, without following it if it is a link itself; null if there is nothing.</summary>
    public static unsafe FileFacts? OfPath(string path)
    {
        FileCalls.FileStatus status;
        return FileCalls.Statx(AtWorkingDirectory, path, NoFollow, BasicStats, &status) == 0 ? new(status.Uid, status.Mode) : null;
    }
}
