using Pushy.Contracts.Audit;

namespace Pushy.Server.Audit;

/// <summary>
/// Keeps refusals from filling the log: the first of a kind is an entry at once, those alike in the same window become one more with their
/// number. So guessing passwords of a name at full speed makes two entries a window, and whatever anybody does makes a bounded number.
/// </summary>
internal sealed class RefusalTally
{
    /// <summary>How long those alike are gathered.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    /// <summary>Kinds told apart in one window; what comes on top is one kind.</summary>
    public const int MaxKinds = 100;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Organization, string Who, string Action), (AuditEntry Last, long More)> _kinds = [];
    private AuditEntry? _lastOther;
    private long _others;

    /// <summary>The entry to write now; null when it was only counted.</summary>
    public AuditEntry? Take(AuditEntry refusal)
    {
        // Who could not prove anything is told apart by address: names are free.
        var who = refusal.By.Kind == AuditKind.Claimed ? refusal.Remote : $"{refusal.By.Kind} {refusal.By.Name}";
        var kind = (refusal.Organization, who, refusal.Action);
        lock (_lock)
        {
            if (_kinds.TryGetValue(kind, out var known))
            {
                _kinds[kind] = (refusal, known.More + 1);
                return null;
            }

            if (_kinds.Count == MaxKinds)
            {
                _lastOther = refusal;
                _others++;
                return null;
            }

            _kinds.Add(kind, (refusal, 0));
            return refusal;
        }
    }

    /// <summary>Ends the window: what was only counted, the last of each kind standing for all of them.</summary>
    public IReadOnlyList<AuditEntry> EndWindow()
    {
        lock (_lock)
        {
            var gathered = _kinds.Values.Where(kind => kind.More > 0).Select(kind => kind.Last with { Count = kind.More }).ToList();
            if (_lastOther is { } last)
            {
                gathered.Add(new AuditEntry(last.At, "", new AuditIdentity(AuditKind.Claimed, ""), "refusals", "", AuditOutcome.Refused)
                {
                    Detail = $"refusals beyond the {MaxKinds} kinds that are told apart at a time",
                    Count = _others,
                });
            }

            _kinds.Clear();
            _lastOther = null;
            _others = 0;
            return gathered;
        }
    }
}
