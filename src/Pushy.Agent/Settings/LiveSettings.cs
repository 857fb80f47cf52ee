namespace Pushy.Agent.Settings;

/// <summary>
/// The settings that count now. Read anew while the agent runs, for the next job and the next connection; what cannot be used keeps the last
/// good ones.
/// </summary>
/// <param name="first">Those of the start.</param>
/// <param name="read">Reads them as at the start, options of the command line and all.</param>
/// <param name="log">Told of each reading.</param>
internal sealed class LiveSettings(AgentSettings first, Func<AgentSettings> read, Log log)
{
    /// <summary>Characters of <see cref="Fault"/>; a message names a file, a key and what is wrong.</summary>
    private const int MaxFault = 300;

    private volatile AgentSettings _current = first;
    private volatile string? _fault;

    public AgentSettings Current => _current;

    /// <summary>Why the files as they are now do not count; null if they do.</summary>
    public string? Fault => _fault;

    /// <summary>Never two at a time.</summary>
    public void Reload()
    {
        try
        {
            var (next, late) = _current.Followed(read());
            (_current, _fault) = (next, null);
            log.Info($"settings and whitelist read anew; commands in the whitelist: {next.Whitelist.Count}");
            if (late.Count > 0)
                log.Warn($"changed, and will count only after a restart of the agent: {string.Join(", ", late)}");
        }
        catch (SettingsException wrong)
        {
            _fault = wrong.Message.Length > MaxFault ? wrong.Message[..MaxFault] : wrong.Message;
            log.Error($"settings and whitelist cannot be read anew, the last good ones go on: {wrong.Message}");
        }
    }
}
