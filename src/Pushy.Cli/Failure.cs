using Pushy.Cli.Api;
using Pushy.Cli.Jobs;
using Pushy.Contracts.Connecting;

namespace Pushy.Cli;

/// <summary>A failed request as a person sees it: what happened, what to do, and the exit code.</summary>
internal static class Failure
{
    /// <summary>Lines for standard error. Text of servers is made harmless.</summary>
    public static IEnumerable<string> Lines(RequestFailedException e)
    {
        yield return $"pushy: {SafeText.Line(e.Message)}";
        if (CertificateTrouble.Of(e) is null && Remedy(e.Status, e.Message) is { } remedy)   // that says its own
            yield return $"pushy: {remedy}";
    }

    public static int ExitCode(RequestFailedException e) => e.Status switch
    {
        401 or 403 => ExitCodes.NoAccess,
        429 => ExitCodes.Unreachable,
        >= 400 and < 500 => ExitCodes.Usage,
        _ => ExitCodes.Unreachable,
    };

    private static string? Remedy(int? status, string text) => status switch
    {
        401 => "see who you are here with 'pushy config show'; sign in anew with 'pushy login'; a signature also needs this machine's clock to be right",
        403 => "you are signed in but lack this right; an admin of the organization can give it",
        404 when text.Contains("organization '", StringComparison.Ordinal) => "'pushy config show' has the organization and where it comes from; --org names another",
        404 => "'pushy job list' shows the jobs there are, 'pushy config show' where they were looked for",
        429 => "wait a little and try again, with fewer requests at once",
        null or >= 500 => "is the server up, and is its address right? 'pushy config show' has it; then try again",
        _ => null,
    };
}
