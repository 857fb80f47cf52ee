using System.Text;

namespace Pushy.Streams;

/// <summary>Standard output and standard error of a program, open, closed, full or broken.</summary>
internal static class StandardStreams
{
    private const int Input = 0, Output = 1, Error = 2;

    private static readonly UTF8Encoding Text = new(encoderShouldEmitUTF8Identifier: false);

    private static readonly bool[] WasClosed = new bool[Error + 1];

    private static bool IsOpen { get; set; }

    /// <summary>
    /// To be called first. Where a stream was closed, its number may be that of a file, a connection or a pipe of the runtime by now, or become one: nothing is
    /// ever written there.
    /// </summary>
    public static void Open()
    {
        if (!OperatingSystem.IsLinux())
            return;
        for (var descriptor = 0; descriptor <= Error; descriptor++)
        {
            WasClosed[descriptor] = !StandardCalls.IsInherited(descriptor);
            if (!StandardCalls.IsOpen(descriptor))
                StandardCalls.OpenNothing();
        }

        IsOpen = true;
        if (WasClosed[Input])
            Console.SetIn(TextReader.Null);
        Console.SetOut(new StreamWriter(OpenOutput(), Text) { AutoFlush = true });
        Console.SetError(new StreamWriter(new StandardStream(Error, mayDrop: true, WasClosed[Error]), Text) { AutoFlush = true });
    }

    /// <summary>From here on standard output is a log as well: what it does not take is dropped. Only for a program that has called <see cref="Open"/>.</summary>
    public static void DropOutput()
    {
        if (IsOpen)
            Console.SetOut(new StreamWriter(new StandardStream(Output, mayDrop: true, WasClosed[Output]), Text) { AutoFlush = true });
    }

    /// <summary>Standard output as bytes.</summary>
    public static Stream OpenOutput() => OperatingSystem.IsLinux() ? new StandardStream(Output, mayDrop: false, WasClosed[Output]) : Console.OpenStandardOutput();

    /// <summary>Cancelled when nobody reads standard output any more; of a file never.</summary>
    public static CancellationToken WatchReader()
    {
        if (!OperatingSystem.IsLinux() || WasClosed[Output])
            return CancellationToken.None;
        var left = new CancellationTokenSource();   // lives as long as the program
        new Thread(() =>
        {
            // Waits for nothing but errors; ends with the program. An interrupted wait is one more.
            while ((StandardCalls.Wait(Output, 0) & (StandardCalls.PollError | StandardCalls.PollHangUp)) == 0)
                continue;
            left.Cancel();
        })
        {
            IsBackground = true,
            Name = "reader of standard output",
        }.Start();
        return left.Token;
    }
}
