using System.Diagnostics;

namespace Pushy.Cli.Processes;

/// <summary>
/// Ends our children and removes their folder if we die without doing so ourselves, even by <c>kill -9</c>: a small shell that reads
/// their process ids from a pipe which only we hold. When the pipe closes without <c>done</c>, we are gone.
/// </summary>
/// <remarks>
/// A parent-death signal would do the same on Linux only, and fires as soon as the <i>thread</i> ends that started the child.
/// </remarks>
internal sealed class Guard : IAsyncDisposable
{
    /// <summary>TERM first, as after a Ctrl-C; KILL for what is left after about 5 s. Ignores signals that a terminal sends to all of us.</summary>
    private const string Script = """
        exec >/dev/null 2>&1
        trap '' INT HUP QUIT TERM
        pids=' '
        while read -r word pid; do
          case $word in
            add) pids="$pids$pid " ;;
            drop) pids="${pids%%" $pid "*} ${pids#*" $pid "}" ;;
            done) exit 0 ;;
          esac
        done
        living() {
          alive=
          for pid in $pids; do kill -0 "$pid" && alive=yes; done
          [ "$alive" ]
        }
        for pid in $pids; do kill -TERM "$pid"; done
        tries=0
        while living && [ $tries -lt 50 ]; do sleep 0.1; tries=$((tries + 1)); done
        for pid in $pids; do kill -KILL "$pid"; done
        rm -rf -- "$1"
        """;

    private readonly Process _shell;
    private readonly Lock _writing = new();

    private Guard(Process shell) => _shell = shell;

    /// <param name="folder">Removed, with all that is in it, if we die.</param>
    public static Guard Start(string folder) => new(Process.Start(
        new ProcessStartInfo("/bin/sh", ["-c", Script, "pushy-guard", folder]) { RedirectStandardInput = true })!);

    public void Add(int pid) => Tell($"add {pid}");

    public void Drop(int pid)
    {
        try
        {
            Tell($"drop {pid}");
        }
        catch (IOException)
        {
            // The guard itself was killed: nothing to take the child off.
        }
    }

    /// <summary>To be called when no child is left: the guard ends and touches nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            Tell("done");
        }
        catch (IOException)
        {
            // Killed, as in Drop.
        }

        await _shell.WaitForExitAsync();
        _shell.Dispose();
    }

    private void Tell(string line)
    {
        lock (_writing)
        {
            _shell.StandardInput.Write(line + "\n");
            _shell.StandardInput.Flush();
        }
    }
}
