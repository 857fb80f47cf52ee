using System.Diagnostics.CodeAnalysis;

namespace Pushy.Server.Gateway;

/// <summary>All routes. Filled before the server listens, then only read.</summary>
public sealed class RouteTable
{
    /// <summary>Methods in the order in which <c>Allow</c> names them.</summary>
    private static readonly string[] MethodOrder = ["POST", "GET", "PUT", "DELETE", "PATCH"];

    private readonly List<Resource> _resources = [];

    /// <summary>All routes of the API, those of one path together.</summary>
    public IEnumerable<Route> Routes => _resources.SelectMany(resource => resource.Methods.Values).Where(route => !route.IsPage);

    /// <summary>All routes of pages.</summary>
    public IEnumerable<Route> Pages => _resources.SelectMany(resource => resource.Methods.Values).Where(route => route.IsPage);

    /// <summary>Adds one method of a path.</summary>
    /// <exception cref="ArgumentException">The same method and path again.</exception>
    public void Map(Route route)
    {
        ArgumentNullException.ThrowIfNull(route);

        if (!MethodOrder.Contains(route.Method))
            throw new ArgumentException($"method {route.Method} is not one of {string.Join(", ", MethodOrder)}", nameof(route));
        if (!route.Permission.IsPossible(route.Pattern))
            throw new ArgumentException($"{route.Pattern} has no name that {route.Permission} could be judged by", nameof(route));
        var resource = _resources.Find(one => one.Pattern == route.Pattern);
        if (resource is null)
            _resources.Add(resource = new Resource(route.Pattern));
        if (!resource.Methods.TryAdd(route.Method, route))
            throw new ArgumentException($"{route.Method} {route.Pattern} is there already", nameof(route));
    }

    internal bool TryMatch(RequestPath path, [NotNullWhen(true)] out RouteMatch? match)
    {
        foreach (var resource in _resources)
        {
            if (resource.Match(path.Segments) is { } values)
            {
                match = new RouteMatch(resource.Methods, values);
                return true;
            }
        }

        match = null;
        return false;
    }

    private sealed class Resource(string pattern)
    {
        private readonly string[] _segments = pattern.Split('/', StringSplitOptions.RemoveEmptyEntries);

        public string Pattern { get; } = pattern;

        public Dictionary<string, Route> Methods { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, string>? Match(IReadOnlyList<string> segments)
        {
            if (segments.Count != _segments.Length)
                return null;
            for (var i = 0; i < _segments.Length; i++)
            {
                if (_segments[i][0] != '{' && _segments[i] != segments[i])
                    return null;
            }

            var values = new Dictionary<string, string>(StringComparer.Ordinal);
            for (var i = 0; i < _segments.Length; i++)
            {
                if (_segments[i] is ['{', .. var name, '}'])
                    values[name] = segments[i];
            }

            return values;
        }
    }

    /// <param name="Methods">What the path can do.</param>
    /// <param name="Values">What stands for the path's names, percent-decoded.</param>
    internal sealed record RouteMatch(IReadOnlyDictionary<string, Route> Methods, IReadOnlyDictionary<string, string> Values)
    {
        public string Allow => string.Join(", ", MethodOrder.Where(Methods.ContainsKey));
    }
}
