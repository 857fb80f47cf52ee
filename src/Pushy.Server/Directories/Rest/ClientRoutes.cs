using Pushy.Server.Gateway;
using Pushy.Server.Storage;

namespace Pushy.Server.Directories.Rest;

/// <summary><c>/organizations/ORG/clients</c>: nodes, and programs that sign requests.</summary>
internal sealed class ClientRoutes(DirectoryAdmin admin, DirectoryRemoval removal, DirectoryLists lists)
{
    private const string All = "/organizations/{org}/clients";
    private const string One = All + "/{client}";

    public IEnumerable<Route> Routes() =>
    [
        new("GET", All, Answer.JsonType, Permission.OrganizationUser, async context => DirectoryAnswers.List(
            context, await lists.Clients(context.Organization.Id, nodes: null, context.Aborted), "organizations", context.Organization.Name, "clients")),
        new("POST", All, Answer.JsonType, Permission.OrganizationAdmin, Create) { ReadBody = ClientBody.Read, Action = "client.create" },
        new("GET", One, Answer.JsonType, Permission.OwnClient, context => ValueTask.FromResult(Show(context))) { Find = Find },
        new("DELETE", One, Answer.JsonType, Permission.OrganizationAdmin, async context => DirectoryAnswers.Of(
            await removal.DeleteClient(context.Organization.Name, context.Values["client"], context.Aborted), () => Show(context))) { Find = Find, Action = "client.delete" },
    ];

    private async ValueTask<Answer> Create(RequestContext context)
    {
        var (organization, body) = (context.Organization.Name, context.Parsed<ClientBody>());
        var key = NewKeyPair.Of(body.Key, NewKeyPair.IsVersion0(context));
        return DirectoryAnswers.Of(await admin.CreateClient(organization, body.Name, key.PublicPem, isNode: false, context.Aborted), () =>
            DirectoryAnswers.Created(context, DirectoryAnswers.UriOf(context, "organizations", organization, "clients", body.Name), key));
    }

    private static Answer Show(RequestContext context)
    {
        var name = context.Found<ClientRow>().Name;
        return Answer.Json(
            new ClientDocument(name, name, context.Organization.Name, false, "Chef::ApiClient", "client"), DirectoryJson.Wire.ClientDocument);
    }

    private async ValueTask<object?> Find(RequestContext context) =>
        (object?)await lists.FindClient(context.Organization.Id, context.Values["client"], context.Aborted)
            ?? Refusal.Missing("there is no such client in this organization");
}

internal sealed record ClientBody(string Name, KeyWish Key)
{
    public static BodyReading Read(ReadOnlyMemory<byte> body) =>
        BodyFields.Read(body, ["name", "clientname", "validator", "admin", "public_key", "create_key"], fields =>
        {
            if (fields.Flag("validator") == true)
                fields.Fail("validator", "allowed is false: machines join with join tokens");
            if (fields.Flag("admin") == true)
                fields.Fail("admin", "allowed is false: put the client into the group 'admins'");
            return new ClientBody(fields.Name("name", "clientname"), fields.KeyWish());
        });
}
