using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Pushy.EndToEnd.Tests;

/// <summary>
/// A wall clock is set while programs run, so a length of time never comes from two of its readings (docs/decisions/0204). Where moments are subtracted or compared at
/// all, each place is named here with its reason: a new one fails until it has one, too.
/// </summary>
public sealed class ClockUseTests
{
    private const string Moment = "System.DateTimeOffset";

    private static readonly string[] Asks =
        ["op_Subtraction", "op_LessThan", "op_LessThanOrEqual", "op_GreaterThan", "op_GreaterThanOrEqual", "Subtract", "CompareTo", "Compare"];

    [Fact]
    public void In_the_domain_no_length_of_time_comes_from_a_clock_that_is_set() => Only("Pushy.Domain",
        "FeedTimes.After",                // order of stamps in a feed: two moments that were stored
        "Job.Decide",                     // BeginBy, a moment that the gateway named
        "Job.TimeAfterRecovery",          // nobody had the job: only the wall clock knows for how long; bounded
        "NodeDoctor.Clock", "NodeDoctor.NotLetIn",   // which of two stored moments was later
        "Spans.Past",                     // how long ago a stored moment is, for people
        "StandingRule.Decide");           // a proof's end is a moment of the wall clock

    [Fact]
    public void In_the_actors_no_length_of_time_comes_from_a_clock_that_is_set() => Only("Pushy.Actors",
        "FeedLog.Forget",                 // retention, of what outlives hosts
        "JobListings.ToMicroseconds",     // a moment in another unit
        "JobMetrics.CountVotes", "JobMetrics.Wrote",   // of a job that may have gone over several hosts; never below zero
        "NodeTrace.Exec");                // whether an agent's stamps are in order

    [Fact]
    public void In_the_agent_no_length_of_time_comes_from_a_clock_that_is_set() => Only("pushy-agent",
        "JobFiles.Clean");                // the age of files, whose stamps are the wall clock's

    private static void Only(string assembly, params string[] known)
    {
        using var module = ModuleDefinition.ReadModule(Path.Combine(AppContext.BaseDirectory, assembly + ".dll"));
        var found = from type in module.GetTypes()
                    from method in type.Methods
                    where method.HasBody
                    from step in method.Body.Instructions
                    where step.OpCode.Code is Code.Call or Code.Callvirt && step.Operand is MethodReference { DeclaringType.FullName: Moment } called
                        && Asks.Contains(called.Name) && called.Parameters.All(each => each.ParameterType.FullName.StartsWith(Moment, StringComparison.Ordinal))
                    select NameOf(type, method.Name);
        Assert.Equal(known.Order(StringComparer.Ordinal), found.Distinct().Order(StringComparer.Ordinal));
    }

    /// <summary>As the source has it: compilers make types and methods of their own for lambdas and iterators.</summary>
    private static string NameOf(TypeDefinition type, string method)
    {
        for (; type.Name.StartsWith('<'); type = type.DeclaringType)
            method = type.Name.StartsWith("<>", StringComparison.Ordinal) ? method : type.Name;
        return $"{type.Name}.{(method.StartsWith('<') ? method[1..method.IndexOf('>', StringComparison.Ordinal)] : method)}";
    }
}
