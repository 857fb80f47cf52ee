using Pushy.Agent;
using Pushy.Agent.Settings;
using Pushy.Agent.Supervision;
using Pushy.Streams;

StandardStreams.Open();
if (!OperatingSystem.IsLinux())
{
    Console.Error.WriteLine("pushy-agent runs on Linux only");
    return ExitCodes.Usage;
}

try
{
    if (args is [Supervisor.Word])
        return Supervisor.Run();
    return await CommandLine.InvokeAsync(args, Console.Error);
}
catch (SettingsException wrong)
{
    Console.Error.WriteLine("pushy-agent: " + wrong.Message);
    return wrong.ExitCode;
}
catch (OutputLostException lost)
{
    Console.Error.WriteLine("pushy-agent: " + lost.Message);
    return ExitCodes.Failed;
}
catch (Exception unforeseen)
{
    Console.Error.WriteLine("pushy-agent: " + OneLine.Of(unforeseen));
    return ExitCodes.Failed;
}
