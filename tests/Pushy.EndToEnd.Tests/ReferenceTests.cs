using System.Reflection;

namespace Pushy.EndToEnd.Tests;

/// <summary>References point one way, as architecture and house style have it.</summary>
public sealed class ReferenceTests
{
    [Theory]
    [InlineData("Pushy.Domain", "")]
    [InlineData("Pushy.Contracts", "Pushy.Domain")]
    [InlineData("Pushy.Actors", "Pushy.Contracts, Pushy.Domain")]
    [InlineData("pushy-server", "Pushy.Actors, Pushy.Contracts, Pushy.Domain")]
    [InlineData("pushy-agent", "Pushy.Contracts, Pushy.Domain")]
    [InlineData("pushy", "Pushy.Contracts")]
    public void A_project_refers_only_to_those_below_it(string assembly, string allowed)
    {
        var ours = Assembly.Load(assembly).GetReferencedAssemblies().Select(reference => reference.Name!)
            .Where(name => name.StartsWith("pushy", StringComparison.OrdinalIgnoreCase));

        Assert.Subset(allowed.Split(", ", StringSplitOptions.RemoveEmptyEntries).ToHashSet(), ours.ToHashSet());
    }

    [Theory]
    [InlineData("Pushy.Domain")]
    [InlineData("Pushy.Contracts")]
    [InlineData("pushy-agent")]
    [InlineData("pushy")]
    public void Akka_stays_where_actors_are(string assembly) =>
        Assert.DoesNotContain(Assembly.Load(assembly).GetReferencedAssemblies(), reference => reference.Name!.StartsWith("Akka", StringComparison.Ordinal));
}
