using Pushy.Domain.Standings;
using Pushy.Server.Gateway;
using Pushy.Server.SignIn;

namespace Pushy.Server.Standings;

/// <summary>
/// The right by which a request that is being answered was let in: organization, principal, what proved it, and what its route asks. It is looked at again for as long
/// as the answer takes; once the right has ended, the answer does.
/// </summary>
public sealed class Standing
{
    private const int NeverChecked = -1;

    private readonly Lock _lock = new();
    private Action<string> _close;
    private string? _end;
    private long _goodAsOf = NeverChecked;
    private long _checkedAt;

    internal Standing(RequestContext context, Credentials given)
    {
        Context = context;
        Given = given;
        _close = _ => context.Http.Abort();   // whoever reads must not take what came for the whole
    }

    /// <summary>The request, with who was proven and what is asked.</summary>
    public RequestContext Context { get; }

    /// <summary>Why the right has ended; null: it has not.</summary>
    public string? End => Volatile.Read(ref _end);

    /// <summary>Whether it has ended because who held it is in no directory any more.</summary>
    public bool IsOfNobody { get; private set; }

    internal Credentials Given { get; }

    /// <summary>Only by what the node itself is: no group lets it in, or keeps it out.</summary>
    internal bool IsOwnNode => Context.Route.Permission == Permission.OwnNode;

    internal bool WasChecked => Volatile.Read(ref _goodAsOf) != NeverChecked;

    /// <summary>When it was last found good; a timestamp of the clock.</summary>
    internal long CheckedAt => Volatile.Read(ref _checkedAt);

    /// <summary>When its key, token or session ends, as of the last check.</summary>
    internal DateTimeOffset? ProofEndsAt { get; private set; }

    /// <summary>Closes with a reason rather than by breaking the connection. Called at once if the right has ended already, and never twice.</summary>
    public void CloseWith(Action<string> close)
    {
        ArgumentNullException.ThrowIfNull(close);

        lock (_lock)
        {
            _close = close;
            if (_end is null)
                return;
        }

        close(_end);
    }

    /// <summary>Whether it was found good by what the directory held at this count or later.</summary>
    internal bool IsGoodAsOf(long stamp) => Volatile.Read(ref _goodAsOf) >= stamp;

    internal void WasGood(long asOf, DateTimeOffset? proofEndsAt, long timestamp)
    {
        lock (_lock)
        {
            ProofEndsAt = proofEndsAt;
            Volatile.Write(ref _checkedAt, timestamp);
            Volatile.Write(ref _goodAsOf, Math.Max(_goodAsOf, asOf));
        }
    }

    /// <summary>False if it had ended before.</summary>
    internal bool Close(StandingEnd why, string reason)
    {
        Action<string> close;
        lock (_lock)
        {
            if (_end is not null)
                return false;
            IsOfNobody = why is StandingEnd.PrincipalGone or StandingEnd.OrganizationGone;
            _end = reason;
            close = _close;
        }

        close(reason);
        return true;
    }
}
