using System.Text.Json;

namespace Pushy.Chaos.Faults;

/// <summary>Names of faults as people type and read them.</summary>
internal static class FaultWords
{
    public static IReadOnlyList<FaultKind> All { get; } = Enum.GetValues<FaultKind>();

    public static string Of(FaultKind kind) => JsonNamingPolicy.KebabCaseLower.ConvertName(kind.ToString());

    /// <param name="list">Words with commas between them; <c>all</c>, or <c>none</c>.</param>
    /// <param name="wrong">The first word that is none; null if all are.</param>
    public static IReadOnlyList<FaultKind> Parse(string list, out string? wrong)
    {
        wrong = null;
        if (list is "all")
            return All;
        if (list is "none")
            return [];
        List<FaultKind> kinds = [];
        foreach (var word in list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (All.Where(one => Of(one) == word).ToList() is [var kind])
                kinds.Add(kind);
            else
                wrong ??= word;
        }

        return [.. kinds.Distinct()];
    }
}
