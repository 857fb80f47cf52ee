using Pushy.Server.Gateway;

namespace Pushy.Server.Directories.Rest;

/// <summary><c>/organizations/ORG/groups</c>: who may read and start jobs, and who manages the organization.</summary>
internal sealed class GroupRoutes(DirectoryRemoval removal, GroupMembers members, DirectoryLists lists, EmbeddedDirectory directory)
{
    private const string All = "/organizations/{org}/groups";
    private const string One = All + "/{group}";

    public IEnumerable<Route> Routes() =>
    [
        new("GET", All, Answer.JsonType, Permission.OrganizationUser, async context => DirectoryAnswers.List(
            context, await lists.Groups(context.Organization.Id, context.Aborted), "organizations", context.Organization.Name, "groups")),
        new("POST", All, Answer.JsonType, Permission.OrganizationAdmin, Create) { ReadBody = GroupBody.ReadNew, Action = "group.create" },
        new("GET", One, Answer.JsonType, Permission.OrganizationUser, context => ValueTask.FromResult(Show(context, context.Found<Group>()))) { Find = Find },
        new("PUT", One, Answer.JsonType, Permission.OrganizationAdmin, Replace) { ReadBody = GroupBody.ReadChange, Find = Find, Action = "group.change" },
        new("DELETE", One, Answer.JsonType, Permission.OrganizationAdmin, async context => DirectoryAnswers.Of(
            await removal.DeleteGroup(context.Organization.Name, context.Values["group"], context.Aborted),
            () => Show(context, context.Found<Group>()))) { Find = Find, Action = "group.delete" },
    ];

    private async ValueTask<Answer> Create(RequestContext context)
    {
        var (organization, body) = (context.Organization.Name, context.Parsed<GroupBody>());
        if (Mismatch(context, body) is { } mismatch)
            return mismatch;
        var refused = await members.Create(organization, body.Name!, body.Lists, context.Aborted);
        return DirectoryAnswers.Of(refused, () =>
            DirectoryAnswers.Created(new Created(DirectoryAnswers.UriOf(context, "organizations", organization, "groups", body.Name!))));
    }

    private async ValueTask<Answer> Replace(RequestContext context)
    {
        var (organization, group, body) = (context.Organization, context.Values["group"], context.Parsed<GroupBody>());
        if (Mismatch(context, body) is { } mismatch)
            return mismatch;
        if (body.Name is { } name && name != group)
            return Refusal.Body("'groupname': a group cannot be given another name");
        if (await members.Replace(organization.Name, group, body.Lists, context.Aborted) is { } refused)
            return DirectoryAnswers.Of(refused);
        return await directory.FindGroup(organization, group, context.Aborted) is { } now
            ? Show(context, now)
            : Refusal.Missing("the group was deleted at the same time");
    }

    private static Refusal? Mismatch(RequestContext context, GroupBody body) => body.Organization is { } named && named != context.Organization.Name
        ? Refusal.Body("'orgname': it is not the organization of the path")
        : null;

    private static Answer Show(RequestContext context, Group group)
    {
        var (users, clients) = (Sorted(group.Users), Sorted(group.Clients));
        return Answer.Json(
            new GroupDocument(Sorted(users.Concat(clients)), users, clients, group.Groups, context.Organization.Name, context.Values["group"], context.Values["group"]),
            DirectoryJson.Wire.GroupDocument);
    }

    private static IReadOnlyList<string> Sorted(IEnumerable<string> names) => [.. names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private async ValueTask<object?> Find(RequestContext context) =>
        (object?)await directory.FindGroup(context.Organization, context.Values["group"], context.Aborted)
            ?? Refusal.Missing("there is no such group in this organization");
}

/// <param name="Name">Name of the group; null: not said.</param>
/// <param name="Organization">Name of the organization; null: not said.</param>
/// <param name="Lists">Its members; a list that is not given stays.</param>
internal sealed record GroupBody(string? Name, string? Organization, GroupList Lists)
{
    private static readonly string[] ListNames = ["users", "clients", "groups"];
    private static readonly string[] Fields = ["name", "groupname", "orgname", "actors", .. ListNames];

    public static BodyReading ReadNew(ReadOnlyMemory<byte> body) => BodyFields.Read(body, Fields, fields =>
    {
        fields.Name("groupname", "name");
        return Read(fields);
    });

    public static BodyReading ReadChange(ReadOnlyMemory<byte> body) => BodyFields.Read(body, Fields, Read);

    private static GroupBody Read(BodyFields fields) => new(fields.Optional("groupname", "name"), fields.Text("orgname"), ReadLists(fields));

    /// <summary>Lists stand in the body, as in answers, or in an object <c>actors</c>, as knife sends them.</summary>
    private static GroupList ReadLists(BodyFields fields)
    {
        var beside = new GroupList(fields.Names("users"), fields.Names("clients"), fields.Names("groups"));
        if (fields.Inner("actors", ListNames) is { } actors)
        {
            var inside = new GroupList(actors.Names("users"), actors.Names("clients"), actors.Names("groups"));
            fields.Check(actors);
            if (beside != new GroupList(null, null, null))
                fields.Fail("actors", "give lists beside it or in it, not both");
            return inside;
        }

        // An answer that comes back: its actors are its users and clients once more.
        if (fields.Names("actors") is { } names && names.Except((beside.Users ?? []).Concat(beside.Clients ?? [])).Any())
            fields.Fail("actors", "an array of them may only repeat 'users' and 'clients'; or give an object of 'users', 'clients' and 'groups'");
        return beside;
    }
}
