using Pushy.Files;

namespace Pushy.Cli.Profiles;

/// <summary>A value, and where it comes from.</summary>
/// <param name="From">For people: <c>--org</c>, <c>PUSHY_ORG</c>, <c>profile 'prod'</c>.</param>
internal sealed record Setting(string Value, string From);

/// <summary>Where to and as whom, put together from the command line, the environment and a profile, in that order. What is null was nowhere.</summary>
/// <param name="Profile">The profile's name; null when there is none.</param>
/// <param name="Servers">At least one, or none at all.</param>
/// <param name="Token">Null when a key was found at an earlier place.</param>
/// <param name="Key">Null when a token is used.</param>
internal sealed record ConnectionSettings(
    string? Profile, IReadOnlyList<Setting> Servers, Setting? Organization, Setting? User, Setting? Token, Setting? Key)
{
    /// <summary>Path of certificates; null: the machine's authorities count.</summary>
    public Setting? CaFile { get; init; }

    /// <summary>Who said that <c>http://</c> may be used beyond this machine; null: nobody.</summary>
    public Setting? Insecure { get; init; }

    /// <param name="flags">What the command line has.</param>
    /// <param name="chosen">The profile that it names, if it does.</param>
    /// <exception cref="UsageException">A profile is named that does not exist, or a token's file cannot be read.</exception>
    public static ConnectionSettings Resolve(Profile flags, string? chosen, ProfileBook book, Func<string, string?> variable)
    {
        var name = chosen ?? NonEmpty(variable("PUSHY_PROFILE")) ?? book.Default;
        var profile = name is null ? new Profile() : book.Find(name)
            ?? throw new UsageException($"there is no profile '{name}' in {book.Path} or {book.ChefPath}; there are: {NamesOf(book)}. Make it with: pushy login {name}");
        var origin = $"profile '{name}'";
        (Profile Values, Func<string, string> From)[] places =
            [(flags, option => $"--{option}"), (OfEnvironment(variable), Variable), (profile, _ => origin)];

        Setting? First(string option, Func<Profile, string?> value) => places
            .Where(place => value(place.Values) is not null)
            .Select(place => new Setting(value(place.Values)!, place.From(option)))
            .FirstOrDefault();

        var servers = places.FirstOrDefault(place => place.Values.Servers.Count > 0);
        var signIn = places.FirstOrDefault(place => place.Values.Token is not null || place.Values.Key is not null);
        var token = signIn.Values?.Token is { } secret ? new Setting(secret, signIn.From("token-file")) : null;
        var key = token is null && signIn.Values?.Key is { } file ? new Setting(file, signIn.From("key")) : null;
        return new ConnectionSettings(
            name,
            servers.Values is null ? [] : [.. servers.Values.Servers.Select(server => new Setting(server, servers.From("server")))],
            First("org", place => place.Organization),
            First("sign-as", place => place.User),
            token,
            key)
        {
            CaFile = First("ca-file", place => place.CaFile),
            Insecure = places.Where(place => place.Values.Insecure && (place.Values != profile || servers.Values == profile))
                .Select(place => new Setting("true", place.From("insecure"))).FirstOrDefault(),
        };
    }

    /// <summary>Whether the environment allows <c>http://</c> beyond this machine.</summary>
    public static bool IsInsecure(Func<string, string?> variable) => variable("PUSHY_INSECURE") is "1" or "true";

    /// <summary>The file of authorities that the environment names.</summary>
    public static string? CaFileOf(Func<string, string?> variable) => NonEmpty(variable("PUSHY_CA_FILE"));

    /// <exception cref="UsageException">It cannot be read or is empty.</exception>
    public static string ReadToken(string path)
    {
        try
        {
            return GuardedFile.ReadText(path, FileGuard.OwnSecret).Trim() is { Length: > 0 } token ? token : throw new UsageException($"the file {path} has no token in it");
        }
        catch (UntrustedFileException e)
        {
            throw new UsageException($"the token file {path}: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"cannot read the token from {path}: {e.Message}");
        }
    }

    private static Profile OfEnvironment(Func<string, string?> variable) => new()
    {
        Servers = (variable("PUSHY_SERVER") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
        Organization = NonEmpty(variable("PUSHY_ORG")),
        User = NonEmpty(variable("PUSHY_USER")),
        Key = NonEmpty(variable("PUSHY_KEY")),
        Token = NonEmpty(variable("PUSHY_TOKEN")),
        CaFile = CaFileOf(variable),
        Insecure = IsInsecure(variable),
    };

    private static string Variable(string option) => option switch
    {
        "org" => "PUSHY_ORG",
        "sign-as" => "PUSHY_USER",
        "token-file" => "PUSHY_TOKEN",
        "ca-file" => "PUSHY_CA_FILE",
        _ => $"PUSHY_{option.ToUpperInvariant()}",
    };

    private static string? NonEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static string NamesOf(ProfileBook book) => string.Join(", ", book.Names.DefaultIfEmpty("none"));
}
