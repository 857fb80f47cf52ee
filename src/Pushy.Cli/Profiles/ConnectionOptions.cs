using System.CommandLine;

namespace Pushy.Cli.Profiles;

/// <summary>The options of every command that talks to a server.</summary>
internal sealed class ConnectionOptions
{
    private readonly Terminal _terminal;

    private readonly Option<string> _profile = new("--profile") { Description = "Profile to use.", HelpName = "NAME" };

    private readonly Option<string[]> _server = new("--server") { Description = "Server's address; several of a cluster are tried in this order.", HelpName = "URL" };

    private readonly Option<string> _org = new("--org") { Description = "Organization.", HelpName = "ORG" };

    private readonly Option<string> _user = new("--sign-as") { Description = "User or client whose key signs.", HelpName = "NAME" };

    private readonly Option<string> _key = new("--key") { Description = "Private key, a PEM file.", HelpName = "FILE" };

    private readonly Option<string> _token = new("--token-file") { Description = "File with a token.", HelpName = "FILE" };

    private readonly Option<string> _caFile = new("--ca-file") { Description = "Certificates (PEM): the server's has to be of one of these authorities.", HelpName = "FILE" };

    private readonly Option<bool> _insecure = new("--insecure") { Description = "Use http:// beyond this machine; others can read along." };

    public ConnectionOptions(Command command, Terminal terminal)
    {
        _terminal = terminal;
        foreach (var option in (Option[])[_profile, _server, _org, _user, _key, _token, _caFile, _insecure])
            command.Options.Add(option);
    }

    /// <summary>Whose name was given, if one was.</summary>
    public string? Profile(ParseResult parsed) => parsed.GetValue(_profile);

    public ConnectionSettings Settings(ParseResult parsed, ProfileBook? book = null) =>
        ConnectionSettings.Resolve(Flags(parsed), parsed.GetValue(_profile), book ?? ProfileBook.Read(_terminal), _terminal.Variable);

    /// <summary>What the command line itself says.</summary>
    public Profile Flags(ParseResult parsed) => new()
    {
        Servers = parsed.GetValue(_server) ?? [],
        Organization = parsed.GetValue(_org),
        User = parsed.GetValue(_user),
        Key = parsed.GetValue(_key),
        Token = parsed.GetValue(_token) is { } file ? ConnectionSettings.ReadToken(file) : null,
        CaFile = parsed.GetValue(_caFile),
        Insecure = parsed.GetValue(_insecure),
    };

    /// <exception cref="UsageException">Something is missing or no good.</exception>
    public Connection Open(ParseResult parsed) => Connection.Open(Settings(parsed), _terminal);
}
