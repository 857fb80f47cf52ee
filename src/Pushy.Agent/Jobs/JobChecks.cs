using Pushy.Agent.Settings;
using Pushy.Agent.Supervision;
using Pushy.Contracts.Agents;
using Pushy.Domain.Agents;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;
using Pushy.Domain.Permissions;

namespace Pushy.Agent.Jobs;

/// <summary>A job that passed its checks and waits for its run.</summary>
internal sealed class PreparedJob(ServerMessage.Commit order, string[] argv, Account? become, string? directory, byte[]? file, IDisposable? held) : IDisposable
{
    public ServerMessage.Commit Order => order;

    /// <summary>Those that the job was looked at with: they may change before it runs.</summary>
    public required AgentSettings Settings { get; init; }

    public string[] Argv => argv;

    /// <summary>Account to switch to; null to stay.</summary>
    public Account? Become => become;

    /// <summary>True path of the directory to run in; null for the agent's.</summary>
    public string? Directory => directory;

    public byte[]? File => file;

    private JobProcess? _supervisor;

    public void GiveSupervisor(JobProcess supervisor) => _supervisor = supervisor;

    /// <summary>The supervisor that waits for this job, if there is one; it is the caller's from now on.</summary>
    public JobProcess? TakeSupervisor()
    {
        var taken = _supervisor;
        _supervisor = null;
        return taken;
    }

    /// <summary>Lets go of the lock and of the supervisor, if they are held.</summary>
    public void Dispose()
    {
        held?.Dispose();
        _supervisor?.Dispose();
        _supervisor = null;
    }
}

/// <summary>The checks of a vote (agent.md §4 and §5).</summary>
internal sealed class JobChecks(LiveSettings live)
{
    private const int MaxShown = 64;
    private static readonly Dictionary<string, string> NoVariables = [];

    public (PreparedJob? Job, AgentRefusal? No) Check(ServerMessage.Commit order)
    {
        var settings = live.Current;
        if (CommandText.Fault(order.Command) is { } unfit)
            return No(NackReason.BadCommand, $"command: {unfit}");
        if (settings.Whitelist.Find(order.Command) is not { } command)
            return No(NackReason.NotWhitelisted, null);
        if (command.User is { } forced && order.User is { } wanted && forced != wanted)
            return No(NackReason.CannotSwitchUser, $"the whitelist of this node runs the command as {forced} only");
        if (command.User is null && order.User is { } chosen && !command.Extras.Accounts.Has(ExtraKind.Account, chosen))
            return No(NackReason.CannotSwitchUser, $"user: {Show(chosen)} is not one that {Entry(command)} lets a job run as (its field users)");
        var (become, noUser) = AccountOf(command.User ?? order.User);
        if (noUser is not null)
            return (null, noUser);
        if (order.Dir is not null && command.Extras.Directories.IsNone)
            return No(NackReason.NotWhitelisted, $"dir: {Show(order.Dir)} is not one that {Entry(command)} lets a job run in (its field dir)");
        var directory = order.Dir is null ? null : JobDirectory.Resolve(order.Dir);
        if (order.Dir is { } dir && directory is null)
            return No(NackReason.NoSuchDirectory, $"dir: {dir} is not an absolute path of a directory on this node");
        if (directory is not null && !JobDirectory.IsIn(command.Extras.Directories, directory))
            return No(NackReason.NotWhitelisted, $"dir: {Show(directory)} is not one that {Entry(command)} lets a job run in (its field dir)");
        if (order.File is not null && !command.Extras.File)
            return No(NackReason.BadFile, $"file: {Entry(command)} does not let a job bring one (its field file)");
        var (content, badFile) = order.File is { } file ? JobFiles.Decode(file) : (null, null);
        if (badFile is not null)
            return No(NackReason.BadFile, badFile);
        if (order.Env is { } env && JobEnvironment.Fault(env, command, settings.OverwritableVariables) is { } badEnv)
            return No(NackReason.BadEnvironment, badEnv);
        var environment = JobEnvironment.Build(order.Env ?? NoVariables, settings.OverwritableVariables, become, settings.Node, order.JobId, null);
        if (ProgramCheck.Fault(command.Argv, environment, become, directory) is { } cannotStart)
            return (null, cannotStart);
        var (held, locked) = command.Lock is { } path ? JobLock.TryTake(path.Length == 0 ? settings.LockFile : path) : (null, null);
        return locked is not null ? No(NackReason.LockHeld, locked) : (new(order, command.Argv, become, directory, content, held) { Settings = settings }, null);
    }

    /// <summary>How an entry is called in a refusal.</summary>
    public static string Entry(WhitelistedCommand command) => $"the whitelist's entry {Show(command.Entry)}";

    private static string Show(string text) => '"' + new string([.. text.Take(MaxShown).Select(c => char.IsControl(c) ? '?' : c)]) + '"';

    private static (Account? Become, AgentRefusal? No) AccountOf(string? name)
    {
        if (name is null)
            return (null, null);
        if (JobPlace.UserFault(name) is not null || Account.Find(name) is not { } account)
            return (null, new(NackReason.NoSuchUser, $"user: there is no account {name} on this node"));
        if (account.Uid == Libc.EffectiveUid())
            return (null, null);
        return Libc.EffectiveUid() == 0 ? (account, null) : (null, new(NackReason.CannotSwitchUser, "the agent does not run as root, so it cannot become another user"));
    }

    private static (PreparedJob?, AgentRefusal?) No(NackReason reason, string? detail) => (null, new(reason, detail));
}
