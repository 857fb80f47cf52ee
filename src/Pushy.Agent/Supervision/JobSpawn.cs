using System.Runtime.InteropServices;
using Pushy.Agent.Files;

namespace Pushy.Agent.Supervision;

/// <summary>Starts the command: session of its own, standard input empty, default signals, another account where asked.</summary>
internal static unsafe class JobSpawn
{
    private const short SetSignalDefaults = 0x04, SetSignalMask = 0x08, SetSession = 0x80;
    private const int TooManyLinks = 40;
    private const int OpaqueSize = 1024;      // the largest of these structures has 336 bytes (glibc)

    /// <summary>Starts it and gives its process id, or the error number that stopped it.</summary>
    /// <param name="order">What to start.</param>
    /// <param name="stdout">Descriptor to become standard output; −1 for none.</param>
    /// <param name="stderr">Likewise.</param>
    public static (int Pid, int Error) Start(LaunchOrder order, int stdout, int stderr)
    {
        if (order.Become is not { } who)
            return Spawn(order, stdout, stderr);

        // The kernel keeps credentials per thread and a child gets those of the thread that starts it. So the supervisor stays what it is.
        var result = (Pid: -1, Error: 0);
        var thread = new Thread(() =>
        {
            var error = Become(who);
            result = error == 0 ? Spawn(order, stdout, stderr) : (-1, error);
        });
        thread.Start();
        thread.Join();
        return result;
    }

    private static int Become(Credentials who)
    {
        var (setGroups, setGid, setUid) = RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X64 => (116, 119, 117),
            Architecture.Arm64 or Architecture.RiscV64 or Architecture.LoongArch64 => (159, 149, 147),
            var other => throw new PlatformNotSupportedException($"changing the user is not supported on {other}"),
        };
        fixed (uint* groups = who.Groups)
            if (Libc.SystemCall(setGroups, who.Groups.Length, (nint)groups, 0) != 0)
                return Marshal.GetLastPInvokeError();
        if (Libc.SystemCall(setGid, (nint)who.Gid, (nint)who.Gid, (nint)who.Gid) != 0)
            return Marshal.GetLastPInvokeError();
        return Libc.SystemCall(setUid, (nint)who.Uid, (nint)who.Uid, (nint)who.Uid) != 0 ? Marshal.GetLastPInvokeError() : 0;
    }

    private static (int Pid, int Error) Spawn(LaunchOrder order, int stdout, int stderr)
    {
        using var folder = order.Dir is { } dir ? OpenFolder.TryOpen(dir) : null;
        if (order.Dir is not null && folder is null)
            return (-1, Marshal.GetLastPInvokeError());
        if (order.Dir is not null && folder!.RealPath != order.Dir)
            return (-1, TooManyLinks);      // since the vote, somebody has put a link there

        byte* actions = stackalloc byte[OpaqueSize], attributes = stackalloc byte[OpaqueSize], signals = stackalloc byte[OpaqueSize];
        using var texts = new NativeTexts();
        Check(Libc.ActionsInit(actions));
        Check(Libc.AttributesInit(attributes));

        var nothing = texts.Add("/dev/null");
        Check(Libc.ActionsAddOpen(actions, 0, nothing, Libc.ReadOnly, 0));
        Redirect(actions, stdout, 1, nothing);
        Redirect(actions, stderr, 2, nothing);
        if (folder is not null)
            Check(Libc.ActionsAddChdir(actions, folder.Fd));

        Check(Libc.SignalsEmpty(signals));
        Check(Libc.AttributesSetMask(attributes, signals));
        for (var signal = 1; signal <= Libc.LastStandardSignal; signal++)
            if (signal is not (Libc.SigKill or Libc.SigStop))
                Check(Libc.SignalsAdd(signals, signal));
        Check(Libc.AttributesSetDefaults(attributes, signals));
        Check(Libc.AttributesSetFlags(attributes, SetSignalDefaults | SetSignalMask | SetSession));

        int pid;
        var argv = texts.Add(order.Argv);
        var env = texts.Add([.. order.Env.Select(v => $"{v.Key}={v.Value}")]);
        var error = Libc.Spawn(&pid, argv[0], actions, attributes, argv, env);
        Check(Libc.ActionsDestroy(actions));
        Check(Libc.AttributesDestroy(attributes));
        return error == 0 ? (pid, 0) : (-1, error);
    }

    private static void Redirect(byte* actions, int from, int to, byte* nothing)
    {
        if (from >= 0)
            Check(Libc.ActionsAddDup(actions, from, to));
        else
            Check(Libc.ActionsAddOpen(actions, to, nothing, Libc.WriteOnly, 0));
    }

    /// <summary>These fail only for want of memory, or where the C library is too old to know them.</summary>
    private static void Check(int error)
    {
        if (error != 0)
            throw new IOException("the start cannot be prepared: " + Marshal.GetPInvokeErrorMessage(error));
    }

    /// <summary>Texts outside the managed heap, freed together.</summary>
    private sealed class NativeTexts : IDisposable
    {
        private readonly List<nint> _all = [];

        public byte* Add(string text)
        {
            _all.Add(Marshal.StringToCoTaskMemUTF8(text));
            return (byte*)_all[^1];
        }

        public byte** Add(string[] texts)
        {
            _all.Add(Marshal.AllocCoTaskMem((texts.Length + 1) * sizeof(nint)));
            var array = (byte**)_all[^1];
            for (var i = 0; i < texts.Length; i++)
                array[i] = Add(texts[i]);
            array[texts.Length] = null;
            return array;
        }

        public void Dispose() => _all.ForEach(Marshal.FreeCoTaskMem);
    }

    /// <summary>Does all of a start but to find a program: the account, and a new process. Gives what stood in the way; null if nothing did.</summary>
    public static string? Rehearse(Credentials? who)
    {
        if (who is null)
            return Fork();
        string? fault = null;
        var thread = new Thread(() => fault = Become(who) is var error and not 0 ? $"the account cannot be taken on: {Marshal.GetPInvokeErrorMessage(error)}" : Fork());
        thread.Start();
        thread.Join();
        return fault;
    }

    /// <summary>A program without a name is never found, but looked for by the new process.</summary>
    private static string? Fork()
    {
        const int noSuchFile = 2;
        byte nothing = 0;
        byte* end = null;
        int pid;
        var error = Libc.Spawn(&pid, &nothing, null, null, &end, &end);
        return error == noSuchFile ? null : $"no process can be started: {Marshal.GetPInvokeErrorMessage(error)}";
    }
}
