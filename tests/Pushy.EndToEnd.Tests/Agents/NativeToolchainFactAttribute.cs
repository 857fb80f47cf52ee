namespace Pushy.EndToEnd.Tests.Agents;

/// <summary>A test that compiles the agent to a native program.</summary>
public sealed class NativeToolchainFactAttribute : FactAttribute
{
    public NativeToolchainFactAttribute()
    {
        var linker = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).SelectMany(folder => new[] { Path.Combine(folder, "clang"), Path.Combine(folder, "gcc") });
        if (!OperatingSystem.IsLinux() || System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture != System.Runtime.InteropServices.Architecture.X64)
            Skip = "the agent is compiled for linux-x64 only on linux-x64";
        else if (!linker.Any(File.Exists))
            Skip = "there is no clang and no gcc to link a native program with (Debian: apt install clang)";
        else if (!File.Exists("/usr/include/zlib.h"))
            Skip = "zlib's headers are missing (Debian: apt install zlib1g-dev)";
    }
}
