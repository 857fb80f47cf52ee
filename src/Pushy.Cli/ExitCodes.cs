namespace Pushy.Cli;

/// <summary>What the process ends with; the same words stand in <c>--help</c>.</summary>
internal static class ExitCodes
{
    public const int Success = 0;

    /// <summary>The job ended, but not well on every node.</summary>
    public const int JobFailed = 1;

    /// <summary>The command line is wrong; nothing was started.</summary>
    public const int Usage = 2;

    /// <summary>There is no outcome: a program did not start or ended by itself, or a request failed.</summary>
    public const int NoOutcome = 3;

    /// <summary>Added to the number of the signal that stopped us, as shells do.</summary>
    public const int SignalBase = 128;
}
