namespace Pushy.Agent.Settings;

/// <summary>Something that the user has to put right: names the setting, what is wrong and what is allowed. Ends the program.</summary>
internal sealed class SettingsException(string message, int exitCode = ExitCodes.Usage) : Exception(message)
{
    public int ExitCode => exitCode;
}
