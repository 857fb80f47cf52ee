using System.Runtime.InteropServices;

namespace Pushy.Agent.Supervision;

/// <summary>
/// What the command left in the background has its output still: as long as that is so, somebody has to read it, or it dies of SIGPIPE, or waits
/// for ever. Nothing of it is kept. This has no part in the job any more, nor in the agent, whose end it does not see (docs/decisions/0202).
/// </summary>
internal static unsafe class Drainer
{
    private const int ReapEvery = 10_000;       // milliseconds

    /// <summary>Returns when nobody holds the other ends any more.</summary>
    /// <param name="first">The end to read from of one pipe; −1 for none.</param>
    /// <param name="second">Likewise.</param>
    /// <param name="reap">Takes in what ended meanwhile.</param>
    public static void Run(int first, int second, Action reap)
    {
        Descriptors.LetGoOfStreams();
        _ = Libc.Signal(Libc.SigTerm, 0);       // SIG_DFL: whoever ends all processes of the machine need not wait
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);
        var fds = stackalloc Libc.PollFd[2];
        while (first >= 0 || second >= 0)
        {
            reap();
            fds[0] = new() { Fd = first, Events = Libc.PollIn };
            fds[1] = new() { Fd = second, Events = Libc.PollIn };
            _ = Libc.Poll(fds, 2, ReapEvery);
            if (fds[0].Revents != 0)
                Drop(ref first);
            if (fds[1].Revents != 0)
                Drop(ref second);
        }
    }

    private static void Drop(ref int fd)
    {
        const int chunk = 65536;
        var buffer = stackalloc byte[chunk];
        var count = Libc.Read(fd, buffer, chunk);
        if (count > 0 || (count < 0 && Marshal.GetLastPInvokeError() == Libc.Interrupted))
            return;
        _ = Libc.Close(fd);
        fd = -1;
    }
}
