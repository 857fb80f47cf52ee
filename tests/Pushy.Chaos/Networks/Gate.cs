namespace Pushy.Chaos.Networks;

/// <summary>One direction of a line: what comes waits while it is closed.</summary>
internal sealed class Gate
{
    private volatile TaskCompletionSource _open = Opened();

    public Task PassAsync(CancellationToken ct) => _open.Task.WaitAsync(ct);

    public void Close()
    {
        if (_open.Task.IsCompleted)
            _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public void Open() => _open.TrySetResult();

    private static TaskCompletionSource Opened()
    {
        var open = new TaskCompletionSource();
        open.SetResult();
        return open;
    }
}
