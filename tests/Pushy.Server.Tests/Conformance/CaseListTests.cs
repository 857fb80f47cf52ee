using System.Reflection;
using System.Text.RegularExpressions;

namespace Pushy.Server.Tests.Conformance;

/// <summary>
/// Holds the list of conformance cases against this assembly's tests: none is forgotten, none is tested that the list does not have. A line
/// with more than an id says why there is no test of it.
/// </summary>
public sealed partial class CaseListTests
{
    [Fact]
    public void Every_conformance_case_is_a_test()
    {
        var listed = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "vectors", "conformance-ids.txt"))
            .Where(line => line.Length > 0 && line[0] != '#').ToList();
        Assert.Equal(listed.Select(line => Id().Match(line).Value).Distinct().Count(), listed.Count);
        Assert.Equal(listed.Where(line => Id().Match(line).Value == line).Order(StringComparer.Ordinal), Tested().Distinct().Order(StringComparer.Ordinal));
    }

    /// <summary>Ids in the names of tests, and those that stand first in a row of a theory.</summary>
    private static IEnumerable<string> Tested() =>
        from method in typeof(CaseListTests).Assembly.GetTypes().SelectMany(type => type.GetMethods())
        from fact in method.GetCustomAttributes<FactAttribute>()
        where fact.Skip is null
        from name in method.GetCustomAttributes<InlineDataAttribute>().Select(row => row.GetData(method).Single()?.FirstOrDefault() as string).Append(fact.DisplayName)
        where name is not null
        from Match id in Id().Matches(name)
        select id.Value;

    [GeneratedRegex("(STATUS|CONFIG|AUTH|JOBS|NODES|SSE|ORG|FILEDIR|E2E|API)-[0-9]{3}")]
    private static partial Regex Id();
}
