namespace Pushy.Server.Tests.Conformance;

/// <summary>JOBS, first part: methods, and who may.</summary>
[Collection(ConformanceTests.Name)]
public sealed class JobAccessTests(Cast cast)
{
    [Theory]
    [InlineData("JOBS-001", "PUT", "jobs/")]
    [InlineData("JOBS-002", "DELETE", "jobs/")]
    [InlineData("JOBS-003", "PUT", "jobs/ID")]
    [InlineData("JOBS-005", "DELETE", "jobs/ID")]
    [InlineData("JOBS-007", "PUT", "jobs/name-does-not-exist")]
    [InlineData("JOBS-009", "DELETE", "jobs/name-does-not-exist")]
    public async Task Jobs_are_posted_and_read_only(string @case, string method, string path) =>
        await Checked(@case, Groups.None, Persona.Admin, method, path, Verdict.MethodNotAllowed);

    [Theory]
    [InlineData("JOBS-006", Persona.Admin, "jobs/name-does-not-exist")]
    [InlineData("JOBS-029", Persona.OrdinaryUser, "jobs/not_a_number")]
    [InlineData("E2E-063", Persona.Admin, "jobs/abcdefabcdef807f32d9572f8aafbd03")]
    public async Task What_does_not_exist_is_not_found(string @case, Persona who, string path) =>
        await Checked(@case, Groups.None, who, "GET", path, Verdict.NotFound);

    [Theory]
    [InlineData("JOBS-010", Persona.Admin, "GET", "jobs/", Verdict.Ok)]
    [InlineData("JOBS-011", Persona.OrdinaryUser, "GET", "jobs/", Verdict.Ok)]
    [InlineData("JOBS-013", Persona.Invalid, "GET", "jobs/", Verdict.Unknown)]
    [InlineData("JOBS-014", Persona.Outsider, "GET", "jobs/", Verdict.NotAssociated)]
    [InlineData("JOBS-015", Persona.WrongKey, "GET", "jobs/", Verdict.BadSignature)]
    [InlineData("JOBS-017", Persona.OrdinaryUser, "POST", "jobs/", Verdict.NotPermitted)]
    [InlineData("JOBS-018", Persona.Client, "POST", "jobs/", Verdict.NotPermitted)]
    [InlineData("JOBS-019", Persona.Invalid, "POST", "jobs/", Verdict.Unknown)]
    [InlineData("JOBS-021", Persona.WrongKey, "POST", "jobs/", Verdict.BadSignature)]
    [InlineData("JOBS-022", Persona.Admin, "GET", "jobs/ID", Verdict.Ok)]
    [InlineData("JOBS-023", Persona.OrdinaryUser, "GET", "jobs/ID", Verdict.Ok)]
    [InlineData("JOBS-025", Persona.Invalid, "GET", "jobs/ID", Verdict.Unknown)]
    [InlineData("JOBS-026", Persona.Outsider, "GET", "jobs/ID", Verdict.NotAssociated)]
    [InlineData("JOBS-027", Persona.WrongKey, "GET", "jobs/ID", Verdict.BadSignature)]
    public async Task Without_groups_members_read_and_admins_write(string @case, Persona who, string method, string path, Verdict verdict) =>
        await Checked(@case, Groups.None, who, method, path, verdict);

    [Theory]
    [InlineData("JOBS-030", Persona.OrdinaryUser, "GET", "jobs/", Verdict.Ok)]
    [InlineData("JOBS-031", Persona.Admin, "GET", "jobs/", Verdict.NotPermitted)]
    [InlineData("JOBS-033", Persona.AdminClient, "GET", "jobs/", Verdict.NotPermitted)]
    [InlineData("JOBS-034", Persona.Outsider, "GET", "jobs/", Verdict.NotAssociated)]
    [InlineData("JOBS-035", Persona.OrdinaryUser, "POST", "jobs/", Verdict.Created)]
    [InlineData("JOBS-037", Persona.Client, "POST", "jobs/", Verdict.Created)]
    [InlineData("JOBS-038", Persona.AdminClient, "POST", "jobs/", Verdict.NotPermitted)]
    [InlineData("JOBS-039", Persona.Outsider, "POST", "jobs/", Verdict.NotAssociated)]
    [InlineData("JOBS-041", Persona.Admin, "GET", "jobs/ID", Verdict.NotPermitted)]
    [InlineData("JOBS-042", Persona.Client, "GET", "jobs/ID", Verdict.Ok)]
    [InlineData("JOBS-043", Persona.AdminClient, "GET", "jobs/ID", Verdict.NotPermitted)]
    public async Task Groups_count_alone_once_they_exist(string @case, Persona who, string method, string path, Verdict verdict) =>
        await Checked(@case, Groups.Direct, who, method, path, verdict);

    [Theory]
    [InlineData("JOBS-045", Persona.OrdinaryUser, "GET", "jobs/", Verdict.Ok)]
    [InlineData("JOBS-046", Persona.Admin, "GET", "jobs/", Verdict.NotPermitted)]
    [InlineData("JOBS-047", Persona.Client, "GET", "jobs/", Verdict.Ok)]
    [InlineData("JOBS-049", Persona.OrdinaryUser, "POST", "jobs/", Verdict.Created)]
    [InlineData("JOBS-050", Persona.Admin, "POST", "jobs/", Verdict.NotPermitted)]
    [InlineData("JOBS-051", Persona.Client, "POST", "jobs/", Verdict.Created)]
    [InlineData("JOBS-053", Persona.OrdinaryUser, "GET", "jobs/ID", Verdict.Ok)]
    [InlineData("JOBS-054", Persona.Admin, "GET", "jobs/ID", Verdict.NotPermitted)]
    [InlineData("JOBS-055", Persona.Client, "GET", "jobs/ID", Verdict.Ok)]
    public async Task Members_of_nested_groups_are_members(string @case, Persona who, string method, string path, Verdict verdict) =>
        await Checked(@case, Groups.Nested, who, method, path, verdict);

    [Theory]
    [InlineData("JOBS-057", "GET", "jobs")]
    [InlineData("JOBS-058", "GET", "jobs/ID")]
    [InlineData("JOBS-059", "POST", "jobs")]
    public async Task An_unknown_organization_has_no_jobs(string @case, string method, string path)
    {
        var bogus = cast.Path(Groups.None, path).Replace(Cast.OrganizationOf(Groups.None), "bogus-org", StringComparison.Ordinal);
        Verdict.NoSuchOrganization.Check(@case, await cast.Send(Persona.Admin, method, bogus, method == "POST" ? Cast.ValidJob : null), Persona.Admin, "bogus-org");
    }

    private async Task Checked(string @case, Groups groups, Persona who, string method, string path, Verdict verdict)
    {
        var reply = await cast.Send(who, groups, method, path, method is "POST" or "PUT" ? Cast.ValidJob : null);
        verdict.Check(@case, reply, who, Cast.OrganizationOf(groups));
        if (verdict == Verdict.Created)
            Assert.Matches("""^\{"uri":"https://[^"]*/jobs/[0-9a-f]{32}"\}$""", reply.Body);
    }
}
