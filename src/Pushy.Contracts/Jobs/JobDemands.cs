using Pushy.Domain.Jobs;

namespace Pushy.Contracts.Jobs;

/// <summary>What a job may not ask for on any node, by the rules that agents vote by: so that a plan says beforehand what the vote will say.</summary>
public static class JobDemands
{
    /// <summary>Why no agent takes a command, as a clause that begins with <c>it</c>; null if nothing keeps them from it.</summary>
    public static string? CommandFault(string command) => CommandText.Fault(command);

    /// <summary>Why every agent votes no; null if nothing is known against the job.</summary>
    /// <param name="job">As it would be started.</param>
    public static string? Fault(JobRequest job)
    {
        ArgumentNullException.ThrowIfNull(job);

        return CommandText.Fault(job.Command) is { } command ? $"its command: {command}"
            : JobPlace.UserFault(job.User) is { } user ? $"its user: {user}"
            : JobPlace.DirectoryFault(job.Dir) is { } directory ? $"its directory: {directory}"
            : job.Env is { } env && env.Select(one => JobVariable.Fault(one.Key, one.Value)).FirstOrDefault(fault => fault is not null) is { } variable ? $"its environment: {variable}"
            : null;
    }
}
