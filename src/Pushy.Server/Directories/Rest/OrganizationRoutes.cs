using Pushy.Server.Gateway;

namespace Pushy.Server.Directories.Rest;

/// <summary><c>/organizations</c>, and who belongs to one.</summary>
internal sealed class OrganizationRoutes(DirectoryAdmin admin, DirectoryRemoval removal, DirectoryLists lists)
{
    private const string All = "/organizations";
    private const string One = All + "/{org}";
    private const string Members = One + "/users";
    private const string Member = Members + "/{user}";

    public IEnumerable<Route> Routes() =>
    [
        new("GET", All, Answer.JsonType, Permission.Superuser, async context =>
            DirectoryAnswers.List(context, await lists.Organizations(context.Aborted), "organizations")),
        new("POST", All, Answer.JsonType, Permission.Superuser, Create) { ReadBody = OrganizationBody.Read, Action = "organization.create" },
        new("GET", One, Answer.JsonType, Permission.OrganizationMember, context => ValueTask.FromResult(Show(context.Organization))),
        new("DELETE", One, Answer.JsonType, Permission.Superuser, async context => DirectoryAnswers.Of(
            await removal.DeleteOrganization(context.Organization.Name, evenIfInUse: true, context.Aborted), () => Show(context.Organization))) { Action = "organization.delete" },
        new("GET", Members, Answer.JsonType, Permission.OrganizationUser, ListMembers),
        new("POST", Members, Answer.JsonType, Permission.OrganizationAdmin, AddMember) { ReadBody = MemberBody.Read, Action = "member.add" },
        new("GET", Member, Answer.JsonType, Permission.OrganizationUser, context =>
            ValueTask.FromResult(UserRoutes.Show(context.Found<Storage.UserRow>()))) { Find = FindMember },
        new("DELETE", Member, Answer.JsonType, Permission.OrganizationAdmin, async context => DirectoryAnswers.Of(
            await removal.RemoveUser(context.Organization.Name, context.Values["user"], context.Aborted),
            () => UserRoutes.Show(context.Found<Storage.UserRow>()))) { Find = FindMember, Action = "member.remove" },
    ];

    private async ValueTask<Answer> Create(RequestContext context)
    {
        var body = context.Parsed<OrganizationBody>();
        return DirectoryAnswers.Of(await admin.CreateOrganization(body.Name, body.FullName, context.Aborted), () =>
            DirectoryAnswers.Created(new Created(DirectoryAnswers.UriOf(context, "organizations", body.Name))));
    }

    private static Answer Show(Organization organization) => Answer.Json(
        new OrganizationDocument(organization.Name, organization.FullName, organization.Id), DirectoryJson.Wire.OrganizationDocument);

    private async ValueTask<Answer> ListMembers(RequestContext context)
    {
        IReadOnlyList<MemberEntry> members =
            [.. (await lists.Members(context.Organization.Id, context.Aborted)).Select(name => new MemberEntry(new MemberName(name)))];
        return Answer.Json(members, DirectoryJson.Wire.IReadOnlyListMemberEntry);
    }

    private async ValueTask<Answer> AddMember(RequestContext context)
    {
        var (organization, name) = (context.Organization.Name, context.Parsed<MemberBody>().Name);
        return DirectoryAnswers.Of(await admin.AddUser(organization, name, admin: false, context.Aborted), () =>
            DirectoryAnswers.Created(new Created(DirectoryAnswers.UriOf(context, "organizations", organization, "users", name))));
    }

    private async ValueTask<object?> FindMember(RequestContext context) =>
        (object?)await lists.FindMember(context.Organization.Id, context.Values["user"], context.Aborted)
            ?? Refusal.Missing("there is no such user in this organization");
}

internal sealed record OrganizationBody(string Name, string FullName)
{
    public static BodyReading Read(ReadOnlyMemory<byte> body) => BodyFields.Read(body, ["name", "full_name"], fields =>
    {
        var name = fields.Name("name", "name");
        return new OrganizationBody(name, fields.Text("full_name") ?? name);
    });
}

internal sealed record MemberBody(string Name)
{
    public static BodyReading Read(ReadOnlyMemory<byte> body) =>
        BodyFields.Read(body, ["username", "name"], fields => new MemberBody(fields.Name("username", "name")));
}
