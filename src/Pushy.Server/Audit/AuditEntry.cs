using System.Text;
using Pushy.Contracts.Audit;

namespace Pushy.Server.Audit;

/// <summary>Words of an entry's <c>outcome</c>.</summary>
internal static class AuditOutcome
{
    public const string Done = "done";
    public const string Refused = "refused";

    /// <summary>It was begun and ended with an error: it may have been carried out, in part or as a whole.</summary>
    public const string Failed = "failed";
}

/// <summary>Words of an identity's <c>kind</c>.</summary>
internal static class AuditKind
{
    public const string User = "user";
    public const string Client = "client";
    public const string Node = "node";
    public const string Command = "command";

    /// <summary>What somebody said to be and could not prove.</summary>
    public const string Claimed = "claimed";
}

/// <summary>Something that somebody did, or was not let do. Texts may be a client's own words: they are cut and cleaned here.</summary>
public sealed record AuditEntry(DateTimeOffset At, string Organization, AuditIdentity By, string Action, string Target, string Outcome)
{
    private const int MaxName = 255;
    private const int MaxDetail = 500;

    public string Detail { get; init; } = "";

    /// <summary>Empty for commands.</summary>
    public string RequestId { get; init; } = "";

    /// <summary>Address that it came from; empty for commands.</summary>
    public string Remote { get; init; } = "";

    /// <summary>How many alike it stands for.</summary>
    public long Count { get; init; } = 1;

    /// <summary>The same with texts that both databases, terminals and logs can take.</summary>
    internal AuditEntry Cleaned() => this with
    {
        Organization = Clean(Organization, MaxName),
        By = new AuditIdentity(By.Kind, Clean(By.Name, MaxName)) { Token = By.Token is { } token ? Clean(token, MaxName) : null },
        Action = Clean(Action, MaxName),
        Target = Clean(Target, MaxName),
        Detail = Clean(Detail, MaxDetail),
        Remote = Clean(Remote, MaxName),
    };

    /// <summary>Whole characters only, at most so many, with '?' for control characters.</summary>
    private static string Clean(string text, int most)
    {
        var clean = new StringBuilder(Math.Min(text.Length, most));
        foreach (var rune in text.EnumerateRunes())   // half a surrogate pair comes as U+FFFD
        {
            if (clean.Length + rune.Utf16SequenceLength > most)
                return clean.Append('…').ToString();
            clean.Append(Rune.IsControl(rune) ? "?" : rune.ToString());
        }

        return clean.ToString();
    }
}
