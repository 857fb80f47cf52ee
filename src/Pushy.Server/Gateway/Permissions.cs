using Pushy.Domain.Permissions;
using Pushy.Server.Directories;
using Pushy.Server.Directories.Rest;

namespace Pushy.Server.Gateway;

/// <summary>Whether who asks may (authn-authz.md §5, §6), and by the rules of groups what (docs/security.md).</summary>
public sealed class Permissions(IDirectory directory, RuleBook rules)
{
    /// <summary>Null when permitted.</summary>
    public async ValueTask<Refusal?> Check(RequestContext context)
    {
        ArgumentNullException.ThrowIfNull(context);

        var (name, type) = (context.Requestor.Name, context.Requestor.Type);
        if (context.Route.Permission == Permission.OwnNode)
            return type == PrincipalType.Client && name == context.Values["node"] ? null : Refusal.ClientIsNotNode;
        if (type == PrincipalType.Client && context.Route.Permission is Permission.OwnNodeOrReader or Permission.ClientOrReader)
            return context.Route.Permission == Permission.ClientOrReader || name == context.Values["node"] ? null : Refusal.ClientIsNotNode;
        if (context.Requestor.ReadOnly && context.Route is not { Method: "GET" } and not { ReadersMay: true })
            return Refusal.TokenOnlyReads;
        if (context.Route.ChangesRights && !context.Requestor.MayChangeRights)
            return context.Route.Permission == Permission.OwnTokens ? Refusal.TokensNeedKey : Refusal.RightsNeedKey;

        if (context.Route.Permission.ManagesDirectory())
            return await DirectoryPermissions.Check(context, FindIn(context));
        if (context.Route.Permission is Permission.Member or Permission.OwnTokens)
            return null;

        var permitted = context.Route.Permission switch
        {
            Permission.ReadJobs or Permission.OwnNodeOrReader or Permission.ClientOrReader => await GroupRules.MayRead(name, type, FindIn(context), context.Requestor.Born),
            Permission.WriteJobs => await GroupRules.MayWrite(name, type, FindIn(context), context.Requestor.Born),
            Permission.Administer => await GroupRules.IsAdmin(name, type, FindIn(context), context.Requestor.Born),
            var other => throw new InvalidOperationException($"{other} is checked elsewhere"),
        };
        return permitted ? null : Refusal.NotPermitted(name);
    }

    /// <summary>Null when the rules of the requestor's groups allow it. An organization without rules costs one look into a cache.</summary>
    public async ValueTask<Refusal?> Check(RequestContext context, JobScope scope)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(scope);

        var book = await rules.Find(context.Organization.Name, context.Aborted);
        if (book.Count == 0)
            return null;
        var name = context.Requestor.Name;
        var groups = await GroupRules.WritersGroups(name, context.Requestor.Type, FindIn(context), book, context.Requestor.Born);
        return JobPermission.Decide(groups, scope.Command, scope.Nodes, scope.Extras) switch
        {
            JobVerdict.Allowed => null,
            JobVerdict.NoMember => Refusal.NotPermitted(name),
            JobVerdict.NoRuleForCommand no => Refusal.NoRule(name, scope.Command, [], 0, no.Groups),
            JobVerdict.NoRuleForNodes no => Refusal.NoRule(name, scope.Command, [.. no.Nodes.Select(node => node.Value)], no.Count, no.Groups),
            JobVerdict.NoRuleForExtras no => Refusal.NoRuleForExtras(name, scope.Command, no),
            var other => throw new InvalidOperationException($"no such verdict: {other}"),
        };
    }

    /// <summary>Whether who asks may start and stop jobs at all; rules may still forbid one.</summary>
    public async ValueTask<bool> MayWrite(RequestContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return !context.Requestor.ReadOnly && await GroupRules.MayWrite(context.Requestor.Name, context.Requestor.Type, FindIn(context), context.Requestor.Born);
    }

    private GroupRules.FindGroup FindIn(RequestContext context) => group => directory.FindGroup(context.Organization, group, context.Aborted);
}
