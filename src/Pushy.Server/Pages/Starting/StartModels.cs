using Pushy.Contracts.Jobs;

namespace Pushy.Server.Pages.Starting;

/// <param name="Faults">What is wrong, by field.</param>
public sealed record StartModel(string Organization, StartForm Form, IReadOnlyDictionary<string, string> Faults, int DefaultRunTimeout)
{
    public string? FaultOf(string field) => Faults.GetValueOrDefault(field);
}

/// <param name="Form">With the planned nodes and a key in it.</param>
/// <param name="Request">The job that would be started.</param>
/// <param name="Forbidden">Why this user may not start it; null: may.</param>
public sealed record PlanModel(string Organization, StartForm Form, JobRequest Request, JobPlan Plan, string? Forbidden);
