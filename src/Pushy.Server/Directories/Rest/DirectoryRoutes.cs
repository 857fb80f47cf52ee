using Pushy.Server.Gateway;

namespace Pushy.Server.Directories.Rest;

/// <summary>The directory over HTTP, in the shape of Chef Infra Server's API: organizations, users, clients, groups and keys.</summary>
internal static class DirectoryRoutes
{
    public static void MapDirectory(this RouteTable routes, IServiceProvider services) => routes.MapOfOurDirectory(services, own =>
    {
        foreach (var route in All(services))
            own.Map(route);
    });

    private static IEnumerable<Route> All(IServiceProvider services)
    {
        T Get<T>()
            where T : notnull => services.GetRequiredService<T>();
        var (admin, removal, lists, clock) = (Get<DirectoryAdmin>(), Get<DirectoryRemoval>(), Get<DirectoryLists>(), Get<TimeProvider>());
        var embedded = Get<EmbeddedDirectory>();
        return
        [
            .. new OrganizationRoutes(admin, removal, lists).Routes(),
            .. new UserRoutes(admin, removal, lists, clock).Routes(),
            .. new ClientRoutes(admin, removal, lists).Routes(),
            .. new KeyRoutes(Get<KeyStore>(), clock).Routes(),
            .. new GroupRoutes(removal, Get<GroupMembers>(), lists, embedded).Routes(),
            .. new PrincipalRoutes(embedded, clock).Routes(),
        ];
    }
}
