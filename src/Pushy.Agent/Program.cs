using System.CommandLine;
using Pushy.Agent;
using Pushy.Agent.Settings;
using Pushy.Agent.Supervision;

if (!OperatingSystem.IsLinux())
{
    Console.Error.WriteLine("pushy-agent runs on Linux only");
    return ExitCodes.Usage;
}

if (args is [Supervisor.Word])
    return Supervisor.Run();

var parsed = CommandLine.Build().Parse(args);
var asked = parsed.Errors.Count > 0 ? ExitCodes.Usage : ExitCodes.Ok;
try
{
    // The program sees to its own signals: a stop has to kill the job first.
    var code = await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
    return asked == ExitCodes.Ok ? code : asked;
}
catch (SettingsException wrong)
{
    Console.Error.WriteLine("pushy-agent: " + wrong.Message);
    return wrong.ExitCode;
}
catch (Exception unforeseen)
{
    Console.Error.WriteLine("pushy-agent: " + unforeseen);
    return ExitCodes.Failed;
}
