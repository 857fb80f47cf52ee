using System.Reflection;
using NetArchTest.Rules;
using Pushy.Domain.Jobs;

namespace Pushy.Domain.Tests;

public sealed class ArchitectureTests
{
    private static readonly Assembly Domain = typeof(Job).Assembly;

    [Fact]
    public void The_domain_references_the_runtime_and_nothing_else() =>
        Assert.All(Domain.GetReferencedAssemblies(), reference => Assert.StartsWith("System.", reference.Name, StringComparison.Ordinal));

    [Fact]
    public void The_domain_touches_no_file_no_network_no_thread_and_no_chance() =>
        Assert.Empty(Types.InAssembly(Domain).That().HaveDependencyOnAny(
            "System.IO.File", "System.IO.Stream", "System.Net", "System.Threading", "System.Diagnostics.Process", "System.Random", "System.TimeProvider", "System.Environment")
            .GetTypes().Select(type => type.FullName));

    [Fact]
    public void What_the_domain_shows_cannot_be_changed_from_outside() =>
        Assert.Empty(
            from type in Domain.GetExportedTypes()
            from property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static)
            where property.SetMethod is { IsPublic: true } set && !set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(System.Runtime.CompilerServices.IsExternalInit))
            where !type.IsValueType
            select $"{type.Name}.{property.Name}");
}
