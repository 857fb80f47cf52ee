namespace Pushy.Server.SignIn;

/// <summary>Whether a signed request is new.</summary>
internal enum Freshness
{
    New,
    Seen,

    /// <summary>No more requests can be remembered now, so it cannot be told.</summary>
    Unknown,
}

/// <summary>
/// Signed requests that came to this host, a bounded number of them, by the second in which they were signed: equal ones are of one second,
/// and a second is over at once. At the bound nothing is forgotten, for then it would guard nothing: those that come have to wait.
/// </summary>
/// <param name="most">Requests at the same time. One identity may have half of them, so that none keeps out all others.</param>
/// <param name="keepFor">How long after its second a request is kept.</param>
/// <param name="clock">Says when that is over.</param>
internal sealed class SignedRequests(int most, TimeSpan keepFor, TimeProvider clock)
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<DateTimeOffset, Dictionary<UInt128, (string OrgId, string Name)>> _seconds = [];
    private readonly Dictionary<(string OrgId, string Name), int> _ofIdentity = [];
    private readonly int _mostOfIdentity = Math.Max(1, most / 2);
    private int _count;

    /// <summary>Requests remembered now; for tests.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _count;
        }
    }

    /// <param name="request">What was signed, as <c>SignedHeaders.Fingerprint</c> makes it.</param>
    /// <param name="signedAt">The request's timestamp, whole seconds.</param>
    /// <param name="identity">Who signed, proven.</param>
    public Freshness Take(UInt128 request, DateTimeOffset signedAt, (string OrgId, string Name) identity)
    {
        lock (_lock)
        {
            DropWhatIsOver();
            if (_seconds.TryGetValue(signedAt, out var second) && second.ContainsKey(request))
                return Freshness.Seen;
            var had = _ofIdentity.GetValueOrDefault(identity);
            if (_count >= most || had >= _mostOfIdentity)
                return Freshness.Unknown;
            if (second is null)
                _seconds.Add(signedAt, second = []);
            second.Add(request, identity);
            _ofIdentity[identity] = had + 1;
            _count++;
            return Freshness.New;
        }
    }

    /// <summary>Whether it was taken.</summary>
    public bool Has(UInt128 request, DateTimeOffset signedAt)
    {
        lock (_lock)
            return _seconds.TryGetValue(signedAt, out var second) && second.ContainsKey(request);
    }

    /// <summary>Takes back what was taken. Nothing is left of it.</summary>
    public void Forget(UInt128 request, DateTimeOffset signedAt)
    {
        lock (_lock)
        {
            if (!_seconds.TryGetValue(signedAt, out var second) || !second.Remove(request, out var identity))
                return;
            if (second.Count == 0)
                _seconds.Remove(signedAt);
            CountOut(identity);
        }
    }

    private void DropWhatIsOver()
    {
        var now = clock.GetUtcNow();
        while (_seconds.Count > 0)
        {
            var (signedAt, second) = _seconds.First();
            if (signedAt + keepFor > now)
                return;
            _seconds.Remove(signedAt);
            foreach (var identity in second.Values)
                CountOut(identity);
        }
    }

    private void CountOut((string OrgId, string Name) identity)
    {
        _count--;
        var left = _ofIdentity[identity] - 1;
        if (left == 0)
            _ofIdentity.Remove(identity);
        else
            _ofIdentity[identity] = left;
    }
}
