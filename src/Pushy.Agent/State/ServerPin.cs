using Pushy.Agent.Settings;
using Pushy.Contracts.Signing;

namespace Pushy.Agent.State;

/// <summary>
/// The key that this agent knows its server by: the one that it was told, else the one in <c>server-key.pem</c> of its state directory, else none yet. Then the first server that
/// proves a key is trusted, and its key kept.
/// </summary>
internal sealed class ServerPin
{
    private readonly string _path;
    private readonly bool _isTold;

    /// <exception cref="SettingsException">The file is damaged or cannot be read.</exception>
    public ServerPin(AgentSettings settings)
    {
        _path = Path.Combine(settings.StateDir, "server-key.pem");
        _isTold = settings.ServerKey is not null;
        Known = settings.ServerKey ?? Read();
    }

    /// <summary>Null while no server has proven any.</summary>
    public ServerKey? Known { get; private set; }

    /// <summary>What a person does about a server that rightly has another key.</summary>
    public string Remedy => _isTold
        ? "give its key (pushy-server server-key) with --server-key or as server_key of the configuration"
        : $"compare it with what pushy-server server-key prints there, and remove {_path}";

    /// <summary>From now on only this one. On disk when this returns.</summary>
    /// <exception cref="IOException">The disk does not take it; it is not known then.</exception>
    public void Trust(ServerKey key)
    {
        DurableFile.Write(_path, System.Text.Encoding.ASCII.GetBytes(key.Pem));
        Known = key;
    }

    private ServerKey? Read()
    {
        try
        {
            if (!File.Exists(_path))
                return null;
            return ServerKey.TryRead(File.ReadAllText(_path), out var key, out var problem)
                ? key
                : throw new SettingsException($"{_path}: {problem}. The agent does not start, as it could take another server for its own; put the right key there", ExitCodes.State);
        }
        catch (Exception not) when (not is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"{_path}: {not.Message}", ExitCodes.State);
        }
    }
}
