using Pushy.EndToEnd.Tests.Fleets;

namespace Pushy.Chaos.Clocks;

/// <summary>
/// A library that a process loads first and that moves its wall clock by what a file says at that moment. Ten lines of C, compiled with the machine's
/// compiler: it needs no right and no package. .NET reads the time by <c>clock_gettime</c>, under its runtime and compiled natively.
/// </summary>
internal static class ClockShim
{
    public const string FileVariable = "PUSHY_CHAOS_CLOCK";

    private const string Source = """
        #define _GNU_SOURCE
        #include <dlfcn.h>
        #include <fcntl.h>
        #include <stdint.h>
        #include <stdlib.h>
        #include <sys/mman.h>
        #include <sys/syscall.h>
        #include <sys/time.h>
        #include <time.h>
        #include <unistd.h>

        static volatile int64_t *wrong_by;
        static int (*real)(clockid_t, struct timespec *);

        __attribute__((constructor)) static void begin(void)
        {
            real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
            const char *path = getenv("PUSHY_CHAOS_CLOCK");
            int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
            if (file < 0)
                return;
            void *map = mmap(0, sizeof(int64_t), PROT_READ, MAP_SHARED, file, 0);
            close(file);
            if (map != MAP_FAILED)
                wrong_by = map;
        }

        int clock_gettime(clockid_t clock, struct timespec *now)
        {
            int result = real ? real(clock, now) : (int)syscall(SYS_clock_gettime, clock, now);
            if (result == 0 && wrong_by && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
                now->tv_sec += *wrong_by;
            return result;
        }

        int gettimeofday(struct timeval *restrict now, void *restrict zone)
        {
            struct timespec precise;
            clock_gettime(CLOCK_REALTIME, &precise);
            now->tv_sec = precise.tv_sec;
            now->tv_usec = precise.tv_nsec / 1000;
            return 0;
        }

        time_t time(time_t *out)
        {
            struct timespec precise;
            clock_gettime(CLOCK_REALTIME, &precise);
            if (out)
                *out = precise.tv_sec;
            return precise.tv_sec;
        }
        """;

    /// <returns>The library; null where nothing compiles C.</returns>
    public static async Task<string?> CompileAsync(string folder, CancellationToken ct)
    {
        var (source, library) = (Path.Combine(folder, "clock.c"), Path.Combine(folder, "clock.so"));
        await File.WriteAllTextAsync(source, Source + "\n", ct);
        var compiler = Daemon.Start("cc", ["cc", "-shared", "-fPIC", "-O2", "-o", library, source, "-ldl"], Path.Combine(folder, "clock.log"), new Dictionary<string, string>());
        return await compiler.Exited.WaitAsync(ct) == 0 ? library : null;
    }
}
