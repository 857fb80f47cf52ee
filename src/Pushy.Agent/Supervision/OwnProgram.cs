using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Pushy.Agent.Supervision;

/// <summary>
/// This very program, to be started again: not what lies at its path by now, which an update may have replaced. The native program is started
/// from the kernel's reference to it. A build for <c>dotnet</c> loads its parts by path, so there is none; one that was replaced is not started.
/// </summary>
internal sealed class OwnProgram
{
    private const string Running = "/proc/self/exe";

    private readonly (string Path, DateTime Written, long Length)? _assembly;

    private OwnProgram((string Path, DateTime Written, long Length)? assembly) => _assembly = assembly;

    /// <summary>As it is now: to be asked for when the program begins.</summary>
    public static OwnProgram Current { get; } = new(LoadedFrom() is { Length: > 0 } path ? Look(path) : null);

    [UnconditionalSuppressMessage("SingleFile", "IL3000", Justification = "Empty in the native program: that is what is asked here.")]
    private static string LoadedFrom() => typeof(OwnProgram).Assembly.Location;

    /// <exception cref="IOException">It was replaced.</exception>
    public ProcessStartInfo StartInfo(string argument)
    {
        var start = new ProcessStartInfo(_assembly is null ? Running : Environment.ProcessPath!);
        if (_assembly is { } loaded)
        {
            if (Look(loaded.Path) != loaded)
                throw new IOException($"{loaded.Path} was replaced since the agent was started; restart the agent");
            if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
                start.ArgumentList.Add(loaded.Path);
        }
        start.ArgumentList.Add(argument);
        return start;
    }

    private static (string, DateTime, long) Look(string path) =>
        new FileInfo(path) is { Exists: true } file ? (path, file.LastWriteTimeUtc, file.Length) : (path, default, -1);
}
