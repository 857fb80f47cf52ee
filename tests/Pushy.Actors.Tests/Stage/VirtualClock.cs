using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;
using Akka.TestKit;

namespace Pushy.Actors.Tests.Stage;

/// <summary>Time that moves when the test says so, and knows when no actor has anything left to do.</summary>
public sealed class VirtualClock(Config config, ILoggingAdapter log) : TestScheduler(config, log), ITimeProvider
{
    /// <summary>How far the host's wall clock has been set ahead. Timers do not care, as they do not on a real host.</summary>
    public TimeSpan Skew { get; set; }

    DateTimeOffset ITimeProvider.Now => Now + Skew;

    TimeSpan ITimeProvider.MonotonicClock => Now - DateTimeOffset.UnixEpoch;

    private readonly Lock _gate = new();
    private TaskCompletionSource? _quiet;
    private int _running;

    /// <summary>Completes when every mailbox is empty.</summary>
    public Task Quiet()
    {
        lock (_gate)
        {
            if (_running == 0)
                return Task.CompletedTask;
            _quiet ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _quiet.Task;
        }
    }

    internal void Begin()
    {
        lock (_gate)
            _running++;
    }

    internal void End()
    {
        lock (_gate)
        {
            if (--_running > 0)
                return;
            _quiet?.SetResult();
            _quiet = null;
        }
    }
}

/// <summary>Runs actors on the thread pool and tells the <see cref="VirtualClock"/> when they begin and end. Named in the test's configuration.</summary>
public sealed class CountedExecutor(Config config, IDispatcherPrerequisites prerequisites) : ExecutorServiceConfigurator(config, prerequisites)
{
    private readonly VirtualClock _clock = (VirtualClock)prerequisites.Scheduler;

    public override ExecutorService Produce(string id) => new Service(id, _clock);

    private sealed class Service(string id, VirtualClock clock) : ExecutorService(id)
    {
        public override void Execute(IRunnable run)
        {
            clock.Begin();   // before the sender ends, so that there is no quiet moment in between
            ThreadPool.UnsafeQueueUserWorkItem(
                _ =>
                {
                    try
                    {
                        run.Run();
                    }
                    finally
                    {
                        clock.End();
                    }
                },
                null);
        }

        public override void Shutdown()
        {
        }
    }
}
