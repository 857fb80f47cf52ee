using System.Runtime.InteropServices;
using Pushy.Agent.Supervision;

namespace Pushy.Agent.Jobs;

/// <summary>A user of this machine.</summary>
internal sealed record Account(string Name, uint Uid, uint Gid, string Home, string Shell)
{
    private const int MaxGroups = 65536, BufferSize = 65536, RangeError = 34;

    /// <summary>The account of that name; null if there is none.</summary>
    public static unsafe Account? Find(string name) =>
        Look((entry, buffer, found) => Libc.AccountByName(name, (Libc.Passwd*)entry, (byte*)buffer, BufferSize, (nint*)found));

    /// <summary>The account that this process runs as; null if the database has none.</summary>
    public static unsafe Account? OfThisProcess() =>
        Look((entry, buffer, found) => Libc.AccountByUid(Libc.EffectiveUid(), (Libc.Passwd*)entry, (byte*)buffer, BufferSize, (nint*)found));

    /// <summary>Uid, gid and all groups.</summary>
    public unsafe Credentials Credentials()
    {
        var count = 64;
        while (count <= MaxGroups)
        {
            var groups = new uint[count];
            fixed (uint* first = groups)
                if (Libc.GroupsOf(Name, Gid, first, &count) >= 0)
                    return new(Uid, Gid, groups[..count]);
            count = Math.Max(count, groups.Length * 2);
        }
        throw new IOException($"the account {Name} is in more than {MaxGroups} groups");
    }

    private static unsafe Account? Look(Func<nint, nint, nint, int> look)
    {
        var buffer = new byte[BufferSize];
        Libc.Passwd entry;
        nint found = 0;
        fixed (byte* room = buffer)
        {
            var error = look((nint)(&entry), (nint)room, (nint)(&found));
            if (error == RangeError)
                throw new IOException("an entry of the account database is longer than 64 KiB");
            return found == 0 ? null : new(Text(entry.Name), entry.Uid, entry.Gid, Text(entry.Home), Text(entry.Shell));
        }
    }

    private static string Text(nint utf8) => Marshal.PtrToStringUTF8(utf8) ?? "";
}
