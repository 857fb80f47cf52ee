using System.Runtime.InteropServices;

namespace Pushy.Agent.Supervision;

/// <summary>The calls of the C library that .NET has no words for. Linux, glibc or musl, 64 bits.</summary>
internal static partial class Libc
{
    public const int SigHup = 1, SigInt = 2, SigQuit = 3, SigKill = 9, SigTerm = 15, SigCont = 18, SigStop = 19, LastStandardSignal = 31;
    public const int NoHang = 1, NoEntry = 2, NoSuchProcess = 3, Interrupted = 4, NoChild = 10, Again = 11, NoMemory = 12, AccessDenied = 13, NotADirectory = 20, TooManyLinks = 40;
    public const int CloseOnExec = 0x80000, ReadOnly = 0, WriteOnly = 1, ReadWrite = 2, Create = 0x40, New = 0x80, NonBlock = 0x800, PathOnly = 0x200000;
    public const int SubreaperOption = 36, NameOption = 15;
    public const short PollIn = 1;

    private const string C = "libc";

    /// <summary>These two differ between the machines that Linux runs on.</summary>
    public static readonly int Directory = IsArm ? 0x4000 : 0x10000, NoFollow = IsArm ? 0x8000 : 0x20000;

    private static bool IsArm => RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm;

    [StructLayout(LayoutKind.Sequential)]
    public struct PollFd
    {
        public int Fd;
        public short Events;
        public short Revents;
    }

    /// <summary>One line of the account database; the same on glibc and musl with 64 bits.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Passwd
    {
        public nint Name, Password;
        public uint Uid, Gid;
        public nint Gecos, Home, Shell;
    }

    [LibraryImport(C, EntryPoint = "setsid", SetLastError = true)]
    public static partial int SetSid();

    [LibraryImport(C, EntryPoint = "geteuid")]
    public static partial uint EffectiveUid();

    [LibraryImport(C, EntryPoint = "signal")]
    public static partial nint Signal(int signal, nint handler);

    [LibraryImport(C, EntryPoint = "prctl", SetLastError = true)]
    public static partial int Prctl(int option, nuint a, nuint b, nuint c, nuint d);

    [LibraryImport(C, EntryPoint = "prctl", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Prctl(int option, string name);

    [LibraryImport(C, EntryPoint = "kill", SetLastError = true)]
    public static partial int Kill(int pid, int signal);

    [LibraryImport(C, EntryPoint = "waitpid", SetLastError = true)]
    public static partial int WaitPid(int pid, out int status, int options);

    [LibraryImport(C, EntryPoint = "poll", SetLastError = true)]
    public static unsafe partial int Poll(PollFd* fds, nuint count, int milliseconds);

    [LibraryImport(C, EntryPoint = "read", SetLastError = true)]
    public static unsafe partial nint Read(int fd, byte* buffer, nuint length);

    [LibraryImport(C, EntryPoint = "pipe2", SetLastError = true)]
    public static unsafe partial int Pipe(int* ends, int flags);

    [LibraryImport(C, EntryPoint = "close")]
    public static partial int Close(int fd);

    [LibraryImport(C, EntryPoint = "dup2", SetLastError = true)]
    public static partial int Duplicate(int from, int to);

    [LibraryImport(C, EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, int flags, int mode);

    [LibraryImport(C, EntryPoint = "openat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int OpenAt(int folder, string path, int flags, int mode);

    [LibraryImport(C, EntryPoint = "flock", SetLastError = true)]
    public static partial int Flock(int fd, int operation);

    [LibraryImport(C, EntryPoint = "fsync", SetLastError = true)]
    public static partial int Fsync(int fd);

    [LibraryImport(C, EntryPoint = "fchown", SetLastError = true)]
    public static partial int ChangeOwner(int fd, uint uid, uint gid);

    [LibraryImport(C, EntryPoint = "syscall", SetLastError = true)]
    public static partial nint SystemCall(nint number, nint a, nint b, nint c);

    [LibraryImport(C, EntryPoint = "syscall", SetLastError = true)]
    public static partial nint SystemCall(nint number, nint a, nint b, nint c, nint d);

    [LibraryImport(C, EntryPoint = "fchdir", SetLastError = true)]
    public static partial int ChangeDirectory(int folder);

    [LibraryImport(C, EntryPoint = "getpwnam_r", StringMarshalling = StringMarshalling.Utf8)]
    public static unsafe partial int AccountByName(string name, Passwd* entry, byte* buffer, nuint length, nint* found);

    [LibraryImport(C, EntryPoint = "getpwuid_r")]
    public static unsafe partial int AccountByUid(uint uid, Passwd* entry, byte* buffer, nuint length, nint* found);

    [LibraryImport(C, EntryPoint = "getgrouplist", StringMarshalling = StringMarshalling.Utf8)]
    public static unsafe partial int GroupsOf(string user, uint gid, uint* groups, int* count);

    [LibraryImport(C, EntryPoint = "posix_spawnp")]
    public static unsafe partial int Spawn(int* pid, byte* file, byte* actions, byte* attributes, byte** argv, byte** env);

    [LibraryImport(C, EntryPoint = "posix_spawn_file_actions_init")]
    public static unsafe partial int ActionsInit(byte* actions);

    [LibraryImport(C, EntryPoint = "posix_spawn_file_actions_destroy")]
    public static unsafe partial int ActionsDestroy(byte* actions);

    [LibraryImport(C, EntryPoint = "posix_spawn_file_actions_adddup2")]
    public static unsafe partial int ActionsAddDup(byte* actions, int from, int to);

    [LibraryImport(C, EntryPoint = "posix_spawnattr_init")]
    public static unsafe partial int AttributesInit(byte* attributes);

    [LibraryImport(C, EntryPoint = "posix_spawnattr_destroy")]
    public static unsafe partial int AttributesDestroy(byte* attributes);

    [LibraryImport(C, EntryPoint = "posix_spawnattr_setflags")]
    public static unsafe partial int AttributesSetFlags(byte* attributes, short flags);

    [LibraryImport(C, EntryPoint = "posix_spawnattr_setsigdefault")]
    public static unsafe partial int AttributesSetDefaults(byte* attributes, byte* signals);

    [LibraryImport(C, EntryPoint = "posix_spawnattr_setsigmask")]
    public static unsafe partial int AttributesSetMask(byte* attributes, byte* signals);

    [LibraryImport(C, EntryPoint = "sigemptyset")]
    public static unsafe partial int SignalsEmpty(byte* signals);

    [LibraryImport(C, EntryPoint = "sigaddset")]
    public static unsafe partial int SignalsAdd(byte* signals, int signal);
}
