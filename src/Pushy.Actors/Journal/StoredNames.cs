namespace Pushy.Actors.Journal;

/// <summary>A closed set of names for a closed set of values; what is stored is the name.</summary>
internal sealed class StoredNames<T>
    where T : struct, Enum
{
    private readonly Dictionary<T, (string Name, string? Finer)> _names;
    private readonly Dictionary<string, T> _values;
    private readonly Dictionary<string, T> _finer;

    /// <param name="table">The names that every version reads.</param>
    /// <param name="later">Names that came later, each with the value that versions of before read instead: hosts of two versions write one journal (decision 0210).</param>
    public StoredNames((T Value, string Name)[] table, (T Value, string Name, T Before)[]? later = null)
    {
        _values = table.ToDictionary(row => row.Name, row => row.Value, StringComparer.Ordinal);
        _names = table.ToDictionary(row => row.Value, row => (row.Name, (string?)null));
        _finer = new(StringComparer.Ordinal);
        foreach (var (value, name, before) in later ?? [])
        {
            _names.Add(value, (_names[before].Name, name));
            _finer.Add(name, value);
        }
    }

    /// <summary>The name, and the finer one that goes beside it.</summary>
    public (string Name, string? Finer) Of(T value) => _names[value];

    public T Parse(string? name, string? finer) =>
        finer is not null && _finer.TryGetValue(finer, out var exact) ? exact
        : name is not null && _values.TryGetValue(name, out var value) ? value
        : throw new InvalidDataException($"the journal has '{name}', which is no {typeof(T).Name} known to this version");
}
