using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Pushy.Agent.Files;
using Pushy.Agent.Jobs;

namespace Pushy.Agent.Supervision;

/// <summary>Starts the command: session of its own, standard input empty, default signals, another account where asked.</summary>
internal static unsafe class JobSpawn
{
    private const short SetSignalDefaults = 0x04, SetSignalMask = 0x08, SetSession = 0x80;
    private const int OpaqueSize = 1024;      // the largest of these structures has 336 bytes (glibc)

    /// <summary>Starts it. Each step that can fail is done here and not by the child, which could tell a number but not the step.</summary>
    /// <param name="order">What to start.</param>
    /// <param name="stdout">Descriptor to become standard output; −1 for none.</param>
    /// <param name="stderr">Likewise.</param>
    public static SpawnResult Start(LaunchOrder order, int stdout, int stderr)
    {
        using var here = OpenFolder.TryOpen(".");
        try
        {
            return As(order.Become, () => Spawn(order, stdout, stderr));
        }
        finally
        {
            if (order.Dir is not null && here is not null)
                _ = Libc.ChangeDirectory(here.Fd);      // the supervisor's, which its threads share
        }
    }

    /// <summary>
    /// Starts something as an account; null for our own. The kernel keeps credentials per thread and a child gets those of the thread that starts it. So the supervisor
    /// stays what it is.
    /// </summary>
    private static SpawnResult As(Credentials? who, Func<SpawnResult> start)
    {
        if (who is null)
            return start();
        var result = default(SpawnResult);
        var thread = new Thread(() => result = Become(who) ?? start());
        thread.Start();
        thread.Join();
        return result;
    }

    private static SpawnResult? Become(Credentials who)
    {
        var (setGroups, setGid, setUid) = RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X64 => (116, 119, 117),
            Architecture.Arm64 or Architecture.RiscV64 or Architecture.LoongArch64 => (159, 149, 147),
            var other => throw new PlatformNotSupportedException($"changing the user is not supported on {other}"),
        };
        fixed (uint* groups = who.Groups)
            if (Libc.SystemCall(setGroups, who.Groups.Length, (nint)groups, 0) != 0)
                return SpawnResult.Failed("setgroups", Marshal.GetLastPInvokeError());
        if (Libc.SystemCall(setGid, (nint)who.Gid, (nint)who.Gid, (nint)who.Gid) != 0)
            return SpawnResult.Failed($"setgid to {who.Gid}", Marshal.GetLastPInvokeError());
        if (Libc.SystemCall(setUid, (nint)who.Uid, (nint)who.Uid, (nint)who.Uid) != 0)
            return SpawnResult.Failed($"setuid to {who.Uid}", Marshal.GetLastPInvokeError());
        return null;
    }

    private static SpawnResult? Enter(string directory)
    {
        using var folder = OpenFolder.TryOpen(directory);
        if (folder is null)
            return SpawnResult.Failed($"chdir to {directory}", Marshal.GetLastPInvokeError());
        if (folder.RealPath != directory)
            return SpawnResult.Failed($"chdir to {directory}", Libc.TooManyLinks, "since the vote, somebody has put a link there");
        return Libc.ChangeDirectory(folder.Fd) != 0 ? SpawnResult.Failed($"chdir to {directory}", Marshal.GetLastPInvokeError()) : null;
    }

    private static SpawnResult Spawn(LaunchOrder order, int stdout, int stderr)
    {
        if (order.Dir is { } dir && Enter(dir) is { } noDirectory)
            return noDirectory;
        var program = order.Argv[0];
        switch (ProgramSearch.Find(program, order.Env.GetValueOrDefault("PATH"), Environment.CurrentDirectory))
        {
            case FoundProgram.Nowhere: return SpawnResult.Failed($"exec of {program}", Libc.NoEntry);
            case FoundProgram.Barred(var path): return SpawnResult.Failed($"exec of {path}", Libc.AccessDenied);
            case FoundProgram.At(var path): program = path; break;
        }

        using var empty = OpenNothing();
        if (empty.IsInvalid)
            return SpawnResult.Failed("open of /dev/null", Marshal.GetLastPInvokeError());
        byte* actions = stackalloc byte[OpaqueSize], attributes = stackalloc byte[OpaqueSize], signals = stackalloc byte[OpaqueSize];
        using var texts = new NativeTexts();
        Check(Libc.ActionsInit(actions));
        Check(Libc.AttributesInit(attributes));

        var nothing = (int)empty.DangerousGetHandle();
        Check(Libc.ActionsAddDup(actions, nothing, 0));
        Check(Libc.ActionsAddDup(actions, stdout >= 0 ? stdout : nothing, 1));
        Check(Libc.ActionsAddDup(actions, stderr >= 0 ? stderr : nothing, 2));

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
        var error = Libc.Spawn(&pid, texts.Add(program), actions, attributes, argv, env);
        Check(Libc.ActionsDestroy(actions));
        Check(Libc.AttributesDestroy(attributes));
        return error switch
        {
            0 => new(pid, null),
            Libc.Again or Libc.NoMemory => SpawnResult.Failed($"fork for {program}", error, "the account, the cgroup or the machine has no more processes or memory to give"),
            Libc.NoEntry => SpawnResult.Failed($"exec of {program}", error, "the file is there, so the interpreter or loader that it names is missing"),
            _ => SpawnResult.Failed($"exec of {program}", error),
        };
    }

    private static SafeFileHandle OpenNothing() => new(Libc.Open("/dev/null", Libc.ReadWrite | Libc.CloseOnExec, 0), ownsHandle: true);

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
    public static string? Rehearse(Credentials? who) => As(who, Fork).Fault;

    /// <summary>A program without a name is never found, but looked for by the new process.</summary>
    private static SpawnResult Fork()
    {
        byte nothing = 0;
        byte* end = null;
        int pid;
        var error = Libc.Spawn(&pid, &nothing, null, null, &end, &end);
        return error == Libc.NoEntry ? new(-1, null) : SpawnResult.Failed("no process can be started", error);
    }
}
