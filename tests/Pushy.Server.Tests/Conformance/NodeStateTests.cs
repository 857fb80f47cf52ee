namespace Pushy.Server.Tests.Conformance;

/// <summary>NODES: the node states endpoint.</summary>
[Collection(ConformanceTests.Name)]
public sealed class NodeStateTests(Cast cast)
{
    private const string List = "node_states/";
    private const string One = "node_states/some_node";

    [Theory]
    [InlineData("NODES-001", "PUT", List)]
    [InlineData("NODES-002", "POST", List)]
    [InlineData("NODES-003", "DELETE", List)]
    [InlineData("NODES-005", "POST", One)]
    [InlineData("NODES-006", "DELETE", One)]
    public async Task Node_states_are_only_to_be_read(string @case, string method, string path) =>
        await Checked(@case, Groups.None, Persona.Admin, path, Verdict.MethodNotAllowed, method);

    [Theory]
    [InlineData("NODES-007", Persona.Admin, List, Verdict.Ok)]
    [InlineData("NODES-009", Persona.Client, List, Verdict.Ok)]
    [InlineData("NODES-010", Persona.Invalid, List, Verdict.Unknown)]
    [InlineData("NODES-011", Persona.Outsider, List, Verdict.NotAssociated)]
    [InlineData("NODES-013", Persona.Admin, One, Verdict.Ok)]
    [InlineData("NODES-014", Persona.OrdinaryUser, One, Verdict.Ok)]
    [InlineData("NODES-015", Persona.Client, One, Verdict.Ok)]
    [InlineData("NODES-017", Persona.Outsider, One, Verdict.NotAssociated)]
    [InlineData("NODES-018", Persona.WrongKey, One, Verdict.BadSignature)]
    [InlineData("NODES-019", Persona.Admin, "node_states/not_a_number", Verdict.Ok)]
    public async Task Without_groups_members_read(string @case, Persona who, string path, Verdict verdict) =>
        await Checked(@case, Groups.None, who, path, verdict);

    [Theory]
    [InlineData("NODES-021", Persona.OrdinaryUser, List, Verdict.Ok)]
    [InlineData("NODES-022", Persona.Admin, List, Verdict.NotPermitted)]
    [InlineData("NODES-023", Persona.Client, List, Verdict.Ok)]
    [InlineData("NODES-025", Persona.Outsider, List, Verdict.NotAssociated)]
    [InlineData("NODES-026", Persona.OrdinaryUser, One, Verdict.Ok)]
    [InlineData("NODES-027", Persona.Admin, One, Verdict.NotPermitted)]
    [InlineData("NODES-029", Persona.AdminClient, One, Verdict.NotPermitted)]
    [InlineData("NODES-030", Persona.Outsider, One, Verdict.NotAssociated)]
    public async Task Groups_count_alone_once_they_exist(string @case, Persona who, string path, Verdict verdict) =>
        await Checked(@case, Groups.Direct, who, path, verdict);

    [Theory]
    [InlineData("NODES-031", Persona.OrdinaryUser, List, Verdict.Ok)]
    [InlineData("NODES-033", Persona.Client, List, Verdict.Ok)]
    [InlineData("NODES-034", Persona.AdminClient, List, Verdict.NotPermitted)]
    [InlineData("NODES-035", Persona.OrdinaryUser, One, Verdict.Ok)]
    [InlineData("NODES-037", Persona.Client, One, Verdict.Ok)]
    [InlineData("NODES-038", Persona.AdminClient, One, Verdict.NotPermitted)]
    public async Task Members_of_nested_groups_are_members(string @case, Persona who, string path, Verdict verdict) =>
        await Checked(@case, Groups.Nested, who, path, verdict);

    [Fact(DisplayName = "NODES-039 An unknown organization has no nodes")]
    public async Task An_unknown_organization_has_no_nodes() => Verdict.NoSuchOrganization.Check(
        "NODES-039", await cast.Send(Persona.Admin, "GET", "/organizations/bogus-org/pushy/node_states"), Persona.Admin, "bogus-org");

    private async Task Checked(string @case, Groups groups, Persona who, string path, Verdict verdict, string method = "GET")
    {
        var reply = await cast.Send(who, groups, method, path, method == "GET" ? null : "{}");
        verdict.Check(@case, reply, who, Cast.OrganizationOf(groups));
        if (verdict == Verdict.Ok)
            Assert.Equal(path == List ? "[]" : $$"""{"node_name":"{{path[List.Length..]}}","status":"offline","availability":"unavailable"}""", reply.Body);
    }
}
