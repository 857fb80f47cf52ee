namespace Pushy.Agent.Settings;

/// <summary>The <c>check</c> command: what <c>run</c> and a reload would say of the settings, without doing anything.</summary>
internal static class SettingsCheck
{
    /// <exception cref="SettingsException">The configuration cannot be read at all.</exception>
    public static int Run(AgentConfig config, TextWriter output, TextWriter error)
    {
        var problems = AgentSettings.ProblemsOf(config);
        foreach (var problem in problems)
            error.WriteLine($"pushy-agent: {problem}");
        if (problems.Count > 0)
            return ExitCodes.Usage;
        var settings = AgentSettings.From(config);
        output.WriteLine($"ok: node {settings.Node} of {settings.Organization}; servers: {string.Join(", ", settings.Servers)}; commands in the whitelist: {settings.Whitelist.Count}");
        return ExitCodes.Ok;
    }
}
