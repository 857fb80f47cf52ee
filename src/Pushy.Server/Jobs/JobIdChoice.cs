using Pushy.Domain.Jobs;
using Refusal = Pushy.Server.Gateway.Refusal;

namespace Pushy.Server.Jobs;

/// <summary>The id under which a posted job is to be submitted.</summary>
internal abstract record JobIdChoice
{
    /// <summary>No key was given: an id that nobody has.</summary>
    public sealed record Unkeyed(JobId Id) : JobIdChoice;

    /// <summary>The key's id.</summary>
    /// <param name="IsRepeat">Whether the key was there: then the job may be, too.</param>
    public sealed record Keyed(JobId Id, bool IsRepeat) : JobIdChoice;

    /// <param name="Refusal">The key is none, or stands for another request.</param>
    public sealed record Refused(Refusal Refusal) : JobIdChoice;

    private JobIdChoice()
    {
    }
}
