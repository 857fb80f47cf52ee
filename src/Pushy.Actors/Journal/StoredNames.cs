namespace Pushy.Actors.Journal;

/// <summary>A closed set of names for a closed set of values; what is stored is the name.</summary>
internal sealed class StoredNames<T>(params (T Value, string Name)[] table)
    where T : struct, Enum
{
    private readonly Dictionary<T, string> _names = table.ToDictionary(row => row.Value, row => row.Name);
    private readonly Dictionary<string, T> _values = table.ToDictionary(row => row.Name, row => row.Value, StringComparer.Ordinal);

    public string Of(T value) => _names[value];

    public T Parse(string? name) => name is not null && _values.TryGetValue(name, out var value)
        ? value
        : throw new InvalidDataException($"the journal has '{name}', which is no {typeof(T).Name} known to this version");
}
