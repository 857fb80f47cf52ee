namespace Pushy.Cli.Jobs;

/// <summary>What is to become of a job that is not watched any longer.</summary>
internal enum StopChoice
{
    Detach,
    Abort,
    GoOn,
}

/// <summary>Asked after Ctrl-C. Where there is nobody to ask the job goes on.</summary>
internal static class StopQuestion
{
    public static async Task<StopChoice> AskAsync(Terminal terminal)
    {
        if (!terminal.InputIsTerminal || !terminal.ErrorIsTerminal)
            return StopChoice.Detach;
        await terminal.Error.WriteAsync("\nAbort the job, detach and let it go on, or keep watching? [a/D/k] ");
        return Read(await terminal.Input.ReadLineAsync());
    }

    /// <summary>Whatever is no clear answer leaves the job alone.</summary>
    public static StopChoice Read(string? answer) => answer?.Trim().ToLowerInvariant() switch
    {
        "a" or "abort" => StopChoice.Abort,
        "k" or "keep" => StopChoice.GoOn,
        _ => StopChoice.Detach,
    };
}
