using System.CommandLine;
using Pushy.Chaos;

var parsed = CommandLine.Build().Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (var error in parsed.Errors)
        Console.Error.WriteLine(error.Message);
    return 2;
}

try
{
    // All that was started has to be ended first, however long it takes.
    return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = Timeout.InfiniteTimeSpan });
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("broken off");
    return 130;
}
