using Pushy.Server.Gateway;

namespace Pushy.Server.Admission;

/// <summary>The room that one body takes, as its bytes come: what a request says of its length counts for nothing.</summary>
internal sealed class BodyRoom(BodyBudget budget, BodyBudget.Pot[] pots) : IDisposable
{
    private int _taken;

    /// <summary>Null when so many bytes more may be held.</summary>
    public Refusal? Take(int bytes)
    {
        if (budget.Take(pots, bytes) is { } refusal)
            return refusal;
        _taken += bytes;
        return null;
    }

    public void Dispose()
    {
        if (_taken > 0)
            budget.Return(pots, _taken);
        _taken = 0;
    }
}
