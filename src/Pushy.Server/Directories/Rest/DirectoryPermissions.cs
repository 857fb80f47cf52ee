using Pushy.Server.Gateway;

namespace Pushy.Server.Directories.Rest;

/// <summary>Who may manage what of the directory. A superuser may all.</summary>
internal static class DirectoryPermissions
{
    /// <summary>Null when permitted.</summary>
    public static async ValueTask<Refusal?> Check(RequestContext context, GroupRules.FindGroup find)
    {
        var (requestor, values) = (context.Requestor, context.Values);
        var permitted = requestor.IsSuperuser || context.Route.Permission switch
        {
            Permission.OrganizationMember => true,
            Permission.OwnUser => requestor.Type == PrincipalType.User && requestor.Name == values["user"],
            Permission.OwnClient => (requestor.Type == PrincipalType.Client ? requestor.Name == values["client"] : context.Route.Method == "GET") || await IsAdmin(),
            Permission.OrganizationUser => requestor.Type == PrincipalType.User || await IsAdmin(),
            Permission.OrganizationAdmin => await IsAdmin(),
            _ => false,
        };
        return permitted ? null : Refusal.NotPermitted(requestor.Name);

        ValueTask<bool> IsAdmin() => GroupRules.IsAdmin(requestor.Name, requestor.Type, find, requestor.Born);
    }
}
