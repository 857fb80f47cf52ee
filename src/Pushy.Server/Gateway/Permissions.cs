using Pushy.Server.Directories;
using Pushy.Server.Directories.Rest;

namespace Pushy.Server.Gateway;

/// <summary>Whether who asks may (authn-authz.md §5, §6).</summary>
public sealed class Permissions(IDirectory directory)
{
    /// <summary>Null when permitted.</summary>
    public async ValueTask<Refusal?> Check(RequestContext context)
    {
        ArgumentNullException.ThrowIfNull(context);

        var (name, type, readOnly) = context.Requestor;
        if (context.Route.Permission == Permission.OwnNode)
            return type == PrincipalType.Client && name == context.Values["node"] ? null : Refusal.ClientIsNotNode;
        if (context.Route.Permission == Permission.WriteJobs && readOnly)
            return Refusal.TokenOnlyReads;

        ValueTask<Group?> Find(string group) => directory.FindGroup(context.Organization, group, context.Aborted);
        if (context.Route.Permission.ManagesDirectory())
            return await DirectoryPermissions.Check(context, Find);
        var permitted = context.Route.Permission == Permission.WriteJobs
            ? await GroupRules.MayWrite(name, type, Find)
            : await GroupRules.MayRead(name, type, Find);
        return permitted ? null : Refusal.NotPermitted(name);
    }
}
