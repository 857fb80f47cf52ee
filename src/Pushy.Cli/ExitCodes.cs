namespace Pushy.Cli;

/// <summary>What the process ends with; the same words stand in <c>--help</c> and in <c>docs/cli.md</c>. Numbers never change.</summary>
internal static class ExitCodes
{
    /// <summary>A job is complete and ran well on every node that took it; or the command did what it was asked.</summary>
    public const int Success = 0;

    /// <summary>The job is complete, but did not end well on some node; output or nodes that were asked for are missing.</summary>
    public const int SomeFailed = 1;

    /// <summary>The command line is wrong, or the server refused what it asks for, as an unknown job: the same again will not do.</summary>
    public const int Usage = 2;

    public const int QuorumFailed = 3;

    public const int TimedOut = 4;

    public const int Aborted = 5;

    /// <summary>Not signed in, or no right to this.</summary>
    public const int NoAccess = 6;

    /// <summary>No server answered in a way that makes sense, or it cannot serve now; of a demo: there is no outcome.</summary>
    public const int Unreachable = 7;

    /// <summary>Who read our output has gone, as <c>head</c> does: what SIGPIPE does to other programs.</summary>
    public const int ReaderLeft = SignalBase + 13;

    /// <summary>Added to the number of the signal that stopped us, as shells do.</summary>
    public const int SignalBase = 128;
}
