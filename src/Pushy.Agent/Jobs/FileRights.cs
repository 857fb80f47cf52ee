using System.Runtime.InteropServices;
using Pushy.Agent.Supervision;

namespace Pushy.Agent.Jobs;

/// <summary>Answers questions about files with the rights of another account, in a thread of its own: for everybody else the agent stays who it is.</summary>
internal static class FileRights
{
    /// <param name="who">The account; null for the agent's own.</param>
    /// <param name="ask">Asks the kernel and nothing else.</param>
    /// <param name="otherwise">The answer where the agent can't take on the account's rights.</param>
    public static T Of<T>(Credentials? who, Func<T> ask, T otherwise)
    {
        if (who is null)
            return ask();
        var answer = otherwise;
        var thread = new Thread(() =>
        {
            if (TakeOn(who))
                answer = ask();
        });
        thread.Start();
        thread.Join();
        return answer;
    }

    /// <summary>Only what files are looked at by: nobody can send such a thread a signal who could not before. Root's power over files goes with it.</summary>
    private static unsafe bool TakeOn(Credentials who)
    {
        var (setGroups, setGid, setUid) = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? (116, 123, 122) : (159, 152, 151);
        fixed (uint* groups = who.Groups)
            if (Libc.SystemCall(setGroups, who.Groups.Length, (nint)groups, 0) != 0)
                return false;
        _ = Libc.SystemCall(setGid, (nint)who.Gid, 0, 0);
        _ = Libc.SystemCall(setUid, (nint)who.Uid, 0, 0);
        return Libc.SystemCall(setGid, -1, 0, 0) == (nint)who.Gid && Libc.SystemCall(setUid, -1, 0, 0) == (nint)who.Uid;    // −1 changes nothing and tells
    }
}
