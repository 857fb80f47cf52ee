namespace Pushy.Agent;

/// <summary>What the program's exit codes mean; also in <c>--help</c> and docs/agent.md.</summary>
internal static class ExitCodes
{
    /// <summary>Done, or stopped as asked.</summary>
    public const int Ok = 0;

    /// <summary>A server could not be reached, or something unforeseen happened.</summary>
    public const int Failed = 1;

    /// <summary>The command line, the configuration, the key or the whitelist is wrong.</summary>
    public const int Usage = 2;

    /// <summary>The state directory is in use by another agent, not writable or damaged.</summary>
    public const int State = 3;

    /// <summary>The server refused to enrol this machine.</summary>
    public const int Refused = 4;
}
