using System.Runtime.InteropServices;
using Pushy.Agent.Supervision;

namespace Pushy.Agent.Jobs;

/// <summary>What became of the search for a program.</summary>
internal abstract record FoundProgram
{
    /// <summary>It is there.</summary>
    public sealed record At(string Path) : FoundProgram;

    /// <summary>It is nowhere.</summary>
    public sealed record Nowhere : FoundProgram;

    /// <summary>It is there, and may not be executed by who looks.</summary>
    public sealed record Barred(string Path) : FoundProgram;

    /// <summary>The machine does not say, for example because its kernel is older than 5.8 or a network's folder does not answer.</summary>
    public sealed record Unsaid : FoundProgram;

    private FoundProgram()
    {
    }
}

/// <summary>Looks for a program as <c>execvp</c> and shells do, with the rights of the thread that looks.</summary>
internal static class ProgramSearch
{
    /// <param name="name">A path if it has a slash, else a name that is looked up.</param>
    /// <param name="path">The PATH that the command gets; null for none: it is looked for where shells look then.</param>
    /// <param name="directory">Where the command runs.</param>
    public static FoundProgram Find(string name, string? path, string directory)
    {
        if (name.Length == 0)
            return new FoundProgram.Nowhere();
        if (name.Contains('/', StringComparison.Ordinal))
            return Look(Path.Combine(directory, name));
        FoundProgram best = new FoundProgram.Nowhere();
        foreach (var folder in (path ?? JobEnvironment.UsualPath).Split(':'))
        {
            switch (Look(Path.Combine(directory, folder, name)))
            {
                case FoundProgram.At found: return found;
                case FoundProgram.Nowhere: break;
                case FoundProgram.Unsaid unsaid: best = unsaid; break;
                case var barred: best = best is FoundProgram.Nowhere ? barred : best; break;
            }
        }

        return best;
    }

    private static FoundProgram Look(string path) => FileAccess(path) switch
    {
        0 when Directory.Exists(path) => new FoundProgram.Barred(path),
        0 => new FoundProgram.At(path),
        Libc.NoEntry or Libc.NotADirectory => new FoundProgram.Nowhere(),
        Libc.AccessDenied => new FoundProgram.Barred(path),
        _ => new FoundProgram.Unsaid(),
    };

    /// <summary>0 if this thread may execute a file, or enter a folder; else the error number.</summary>
    public static unsafe int FileAccess(string path)
    {
        const int execute = 1, byEffectiveIds = 0x200, atWorkingDirectory = -100, faccessat2 = 439;
        var text = Marshal.StringToCoTaskMemUTF8(path);
        try
        {
            return Libc.SystemCall(faccessat2, atWorkingDirectory, text, execute, byEffectiveIds) == 0 ? 0 : Marshal.GetLastPInvokeError();
        }
        finally
        {
            Marshal.FreeCoTaskMem(text);
        }
    }
}
