using System.Collections;
using System.Text.RegularExpressions;
using Pushy.Domain.Jobs;
using Pushy.Domain.Permissions;

namespace Pushy.Agent.Jobs;

/// <summary>
/// The environment of a command (agent.md §5): the agent's own, what belongs to the account that it runs as, then the job's, then what tells the command about its job.
/// </summary>
internal static partial class JobEnvironment
{
    public const string JobFile = "CHEF_PUSH_JOB_FILE";
    public const string NodeName = "CHEF_PUSH_NODE_NAME";
    public const string JobId = "CHEF_PUSH_JOB_ID";

    /// <summary>W3C trace context of the node's run, of which what the command traces is a part.</summary>
    public const string Trace = "TRACEPARENT";

    /// <summary>What a variable is called that the job may not set under its own name.</summary>
    public const string RenamedPrefix = "CHEF_PUSH_ENV_";

    /// <summary>Names that decide which code is loaded. Refused, unless the configuration lists what may be set.</summary>
    [GeneratedRegex("""
        ^(LD_.*|DYLD_.*|PATH|IFS|ENV|BASH_ENV|BASH_FUNC_.*|SHELLOPTS|BASHOPTS|PS4|PROMPT_COMMAND|GLIBC_TUNABLES|GCONV_PATH|LOCPATH|NLSPATH|HOSTALIASES|
        RUBYOPT|RUBYLIB|GEM_HOME|GEM_PATH|BUNDLE_GEMFILE|PERL5OPT|PERL5LIB|PERL5DB|PERLLIB|PYTHONPATH|PYTHONHOME|PYTHONSTARTUP|PYTHONINSPECT|
        NODE_OPTIONS|NODE_PATH|JAVA_TOOL_OPTIONS|_JAVA_OPTIONS|JDK_JAVA_OPTIONS|CLASSPATH|DOTNET_.*|CORECLR_.*|COMPlus_.*|MALLOC_.*)$
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex ChangesLoading { get; }

    /// <summary>The account's, always. <c>HOME</c> decides what git, ssh and others load, so an entry has to name them, too.</summary>
    private static readonly string[] OfAccount = ["HOME", "USER", "LOGNAME", "SHELL"];

    /// <summary>Where the agent has none, as under a bare service manager; the same for all accounts.</summary>
    public const string UsualPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>
    /// What is wrong with the variables of a job, for people; null if nothing is. Values are never shown. Names that decide what is loaded an
    /// entry has to list: to allow any variable does not allow them.
    /// </summary>
    public static string? Fault(IReadOnlyDictionary<string, string> ofJob, WhitelistedCommand command, IReadOnlyCollection<string>? overwritable)
    {
        var allowed = command.Extras.Variables;
        foreach (var (name, value) in ofJob)
        {
            if (JobVariable.Fault(name, value) is { } fault)
                return $"env: {fault}";
            if (!allowed.Has(ExtraKind.Variable, name))
                return $"env: {JobVariable.Quote(name)} is not one that {JobChecks.Entry(command)} lets a job set (its field env)";
            if (overwritable is null && allowed.IsAny && ChangesLoading.IsMatch(name))
                return $"env: {name} may not be set, as it changes what code is loaded, unless {JobChecks.Entry(command)} names it (setting allowed_overwritable_env_vars)";
            if (overwritable is null && allowed.IsAny && OfAccount.Contains(name))
                return $"env: {name} may not be set, as it is that of the account, unless {JobChecks.Entry(command)} names it (its field env)";
        }
        return null;
    }

    /// <summary>Puts the environment together.</summary>
    public static Dictionary<string, string> Build(
        IReadOnlyDictionary<string, string> ofJob, IReadOnlyCollection<string>? overwritable, Account? become, string node, string job, string? file, string? traceparent = null)
    {
        var env = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry own in Environment.GetEnvironmentVariables())
            env[(string)own.Key] = (string?)own.Value ?? "";
        env.Remove(Trace);   // whoever started the agent was in another trace
        env.Remove(Joining.JoinCommand.TokenVariable);
        if ((become ?? Account.OfThisProcess()) is { } account)
            (env["HOME"], env["USER"], env["LOGNAME"], env["SHELL"]) = (account.Home, account.Name, account.Name, account.Shell.Length > 0 ? account.Shell : Whitelist.Shell);
        if (env.GetValueOrDefault("PATH") is null or "")
            env["PATH"] = UsualPath;
        foreach (var (name, value) in ofJob)
            env[overwritable is null || overwritable.Contains(name) ? name : RenamedPrefix + name] = value;
        if (traceparent is not null && !env.ContainsKey(Trace))   // the job's own counts more
            env[Trace] = traceparent;
        if (file is not null)
            env[JobFile] = file;
        env[NodeName] = node;
        env[JobId] = job;
        return env;
    }
}
