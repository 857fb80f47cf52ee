
namespace Pushy.Server.Configuration;

/// <summary>Settings by key, later sources over earlier ones; only declared keys are taken.</summary>
internal sealed class SettingLayers
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <summary>Makes keys known, with their defaults.</summary>
    public void Declare(IEnumerable<KeyValuePair<string, string>> settings)
    {
        foreach (var (key, value) in settings)
            _values[key] = value;
    }

    /// <param name="origin">Where they come from, for the error.</param>
    /// <param name="settings">Full keys with values.</param>
    public void Add(string origin, IEnumerable<KeyValuePair<string, string>> settings)
    {
        foreach (var (key, value) in settings)
        {
            if (!_values.ContainsKey(key))
                throw new ConfigurationException($"{key} (from {origin}) is not a setting; allowed are {string.Join(", ", Near(key))}");
            _values[key] = value;
        }
    }

    public IConfiguration ToConfiguration() => new ConfigurationBuilder()
        .AddInMemoryCollection(_values.Select(one => KeyValuePair.Create(one.Key.Replace('.', ':'), (string?)one.Value)))
        .Build();

    /// <summary>The settings of the same section; if there is no such section, all sections.</summary>
    private IEnumerable<string> Near(string key)
    {
        var section = SectionOf(key);
        var siblings = _values.Keys.Where(known => SectionOf(known) == section).Order(StringComparer.Ordinal).ToList();
        return siblings.Count > 0
            ? siblings
            : _values.Keys.Select(known => $"{SectionOf(known)}.*").Distinct().Order(StringComparer.Ordinal);
    }

    private static string SectionOf(string key) => key.LastIndexOf('.') is > 0 and var dot ? key[..dot] : key;
}
