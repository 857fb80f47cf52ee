namespace Pushy.Contracts.Jobs;

/// <summary>What reading a job's body came to.</summary>
public abstract record JobRequestResult
{
    private JobRequestResult()
    {
    }

    /// <summary>A job that can be made.</summary>
    /// <param name="Request">The body's content.</param>
    public sealed record Accepted(JobRequest Request) : JobRequestResult;

    /// <summary>A body that breaks a rule; answered in the string shape, <see cref="ErrorText"/>.</summary>
    /// <param name="Status">400, or 413 for a body that is too long.</param>
    /// <param name="Error">The error's text.</param>
    public sealed record Refused(int Status, string Error) : JobRequestResult;
}
