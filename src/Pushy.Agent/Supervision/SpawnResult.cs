using System.Runtime.InteropServices;

namespace Pushy.Agent.Supervision;

/// <summary>What came of a start.</summary>
/// <param name="Pid">Process id; −1 if nothing was started.</param>
/// <param name="Fault">The step that failed, and why; null if none did.</param>
internal readonly record struct SpawnResult(int Pid, string? Fault)
{
    public static SpawnResult Failed(string step, int error, string? hint = null) =>
        new(-1, $"{step}: {Marshal.GetPInvokeErrorMessage(error)}{(hint is null ? "" : "; " + hint)}");
}
