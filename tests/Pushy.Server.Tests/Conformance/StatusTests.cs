using Pushy.Server.Tests.Hosting;

namespace Pushy.Server.Tests.Conformance;

/// <summary>STATUS: the status endpoint.</summary>
[Collection(ConformanceTests.Name)]
public sealed class StatusTests(Cast cast)
{
    private const string Status = "/pushy/_status";

    [Theory]
    [InlineData("STATUS-001", Persona.Admin, "PUT", Verdict.MethodNotAllowed)]
    [InlineData("STATUS-002", Persona.Admin, "POST", Verdict.MethodNotAllowed)]
    [InlineData("STATUS-003", Persona.Admin, "DELETE", Verdict.MethodNotAllowed)]
    [InlineData("STATUS-005", Persona.OrdinaryUser, "GET", Verdict.Ok)]
    [InlineData("STATUS-006", Persona.Client, "GET", Verdict.Ok)]
    [InlineData("STATUS-007", Persona.Invalid, "GET", Verdict.Ok)]
    public async Task The_status_is_for_everybody_and_only_to_be_read(string @case, Persona who, string method, Verdict verdict) =>
        verdict.Check(@case, await cast.Send(who, method, Status, method == "GET" ? null : "{}"), who, "");

    [Fact(DisplayName = "STATUS-009 The status is given without any headers")]
    public async Task The_status_is_given_without_any_headers()
    {
        var reply = await SignedClient.Send(cast.Server.Address, "GET", Status, null);
        Assert.Equal(200, reply.Status);
        Assert.Equal("it's alive", Cast.JsonElement(reply).GetProperty("status").GetString());
    }
}
