using Pushy.Agent.Jobs;

namespace Pushy.Agent.Supervision;

/// <summary>Kills what is left of a job whose supervisor or agent died.</summary>
internal static class Leftovers
{
    /// <summary>A supervisor whose agent died kills its job by itself; so long it may take.</summary>
    private static readonly TimeSpan SupervisorTime = TimeSpan.FromSeconds(2);

    private const int LookEvery = 20, Passes = 100;

    /// <summary>Ends every process of a job that can be found: by its supervisor, by its cgroup, by the job's id in its environment.</summary>
    /// <param name="node">The node's name.</param>
    /// <param name="job">The job.</param>
    /// <param name="supervisor">The supervisor as it was noted; null if it never was.</param>
    /// <param name="time">For the wait.</param>
    /// <returns>How many processes are still there: 0, unless some can't be killed.</returns>
    public static async Task<int> KillAsync(string node, string job, (int Pid, long StartTicks)? supervisor, TimeProvider time)
    {
        if (supervisor is { } known)
            await KillSupervisorAsync(known, time);
        JobCgroup.KillLeft(node, job);
        for (var pass = 0; ; pass++)
        {
            var left = ProcessTree
                .StartedWith($"{JobEnvironment.JobId}={job}", $"{JobEnvironment.NodeName}={node}")
                .Where(pid => ProcessTree.StartTicks(pid) is not null)
                .ToList();
            if (left.Count == 0 || pass == Passes)
                return left.Count;
            foreach (var pid in left)
                _ = Libc.Kill(pid, Libc.SigKill);
            await Task.Delay(TimeSpan.FromMilliseconds(LookEvery), time);
        }
    }

    private static async Task KillSupervisorAsync((int Pid, long StartTicks) known, TimeProvider time)
    {
        var began = time.GetTimestamp();
        while (ProcessTree.StartTicks(known.Pid) == known.StartTicks)
        {
            if (time.GetElapsedTime(began) > SupervisorTime)
            {
                ProcessTree.KillBelow(known.Pid);
                _ = Libc.Kill(known.Pid, Libc.SigKill);
            }
            await Task.Delay(TimeSpan.FromMilliseconds(LookEvery), time);
        }
    }
}
