using Pushy.Domain.Standings;

namespace Pushy.Domain.Tests.Standings;

/// <summary>When a connection that was let in has to end.</summary>
public sealed class StandingRuleTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);
    private static readonly StandingFacts Good = new(HasOrganization: true, IsMember: true, HasProof: true, ProofEndsAt: null, IsPermitted: true);

    public static TheoryData<StandingFacts, StandingEnd?> Cases => new()
    {
        { Good, null },
        { Good with { ProofEndsAt = Noon.AddTicks(1) }, null },
        { Good with { ProofEndsAt = Noon }, StandingEnd.ProofExpired },
        { Good with { HasProof = false }, StandingEnd.ProofGone },
        { Good with { IsMember = false, HasProof = false }, StandingEnd.PrincipalGone },
        { Good with { IsPermitted = false }, StandingEnd.NotPermitted },
        { Good with { HasOrganization = false, IsMember = false, HasProof = false, IsPermitted = false }, StandingEnd.OrganizationGone },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_connection_goes_on_only_with_all_that_it_was_let_in_by(StandingFacts facts, StandingEnd? end) =>
        Assert.Equal(end, StandingRule.Decide(facts, Noon));
}
