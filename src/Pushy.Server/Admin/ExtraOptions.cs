using System.CommandLine;
using Pushy.Domain.Permissions;

namespace Pushy.Server.Admin;

/// <summary>Options of <c>group rule add</c> for what a job may bring beside its command.</summary>
internal sealed class ExtraOptions
{
    private readonly Option<string[]> _env = Names("--env", "NAMES", "Variables that a job may set, with commas between; * at the end of one stands for any further characters. By default none.");
    private readonly Option<string[]> _dir = Names("--dir", "PATHS", "Directories that a job may run in, likewise.");
    private readonly Option<string[]> _user = Names("--user", "NAMES", "Accounts that a job may run as, with commas between.");
    private readonly Option<bool> _file = new("--file") { Description = "A job may bring a file." };
    private readonly Option<bool> _anyEnv = new("--any-env") { Description = "A job may set any variable." };
    private readonly Option<bool> _anyDir = new("--any-dir") { Description = "A job may run in any directory." };
    private readonly Option<bool> _anyUser = new("--any-user") { Description = "A job may run as any account." };
    private readonly Option<bool> _any = new("--any") { Description = "All four: a job may bring what it likes." };

    public Option[] All => [_env, _dir, _user, _file, _anyEnv, _anyDir, _anyUser, _any];

    /// <summary>What was asked for, or which option is wrong and what is allowed.</summary>
    public (AllowedExtras? Extras, string? Problem) Read(ParseResult parsed)
    {
        var any = parsed.GetValue(_any);
        var (variables, first) = List(parsed, ExtraKind.Variable, _env, _anyEnv, any);
        var (directories, second) = List(parsed, ExtraKind.Directory, _dir, _anyDir, any);
        var (accounts, third) = List(parsed, ExtraKind.Account, _user, _anyUser, any);
        return (first ?? second ?? third) is { } problem ? (null, problem) : (new(variables!, directories!, accounts!, any || parsed.GetValue(_file)), null);
    }

    private static (ExtraList? List, string? Problem) List(ParseResult parsed, ExtraKind kind, Option<string[]> names, Option<bool> anyOf, bool any)
    {
        var given = parsed.GetValue(names) is { Length: > 0 } texts ? texts.SelectMany(text => text.Split(',')).ToList() : null;
        if (any || parsed.GetValue(anyOf))
            return given is null ? (ExtraList.Any, null) : (null, $"{names.Name} and {(any ? "--any" : anyOf.Name)} contradict each other; leave one of them out");
        return given is null ? (ExtraList.None, null)
            : ExtraList.TryParse(kind, given, out var list, out var problem) ? (list, null) : (null, $"{names.Name}: {problem}; {anyOf.Name} allows any");
    }

    private static Option<string[]> Names(string name, string value, string description) => new(name) { Description = description, HelpName = value };
}
