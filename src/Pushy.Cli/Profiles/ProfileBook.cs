using System.Text;
using Pushy.Files;

namespace Pushy.Cli.Profiles;

/// <summary>All profiles: our own file, and Chef's credentials, which are only read.</summary>
internal sealed class ProfileBook
{
    private const string FileVariable = "PUSHY_CONFIG";
    private const string CurrentKey = "current";
    private const string Heading = "# Written by pushy config and pushy login. Mode 0600: it may hold tokens. Comments are not kept.";

    private readonly Dictionary<string, Profile> _own = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Profile> _chefs = new(StringComparer.Ordinal);

    private ProfileBook(string path, string chefPath) => (Path, ChefPath) = (path, chefPath);

    /// <summary>Our file, which may not exist yet.</summary>
    public string Path { get; }

    public string ChefPath { get; }

    /// <summary>The profile to use when none is named; null: none was chosen.</summary>
    public string? Current { get; set; }

    /// <summary>Names of all profiles, ours first.</summary>
    public IEnumerable<string> Names => _own.Keys.Concat(_chefs.Keys.Where(name => !_own.ContainsKey(name)));

    /// <summary>What is taken when no profile was chosen: <c>default</c>, else the only one there is.</summary>
    public string? Default => Current ?? (Find("default") is not null ? "default" : Names.Take(2).ToList() is [var only] ? only : null);

    /// <exception cref="UsageException">A file cannot be read, is no TOML of the kind we know, or others may read our tokens.</exception>
    public static ProfileBook Read(Terminal terminal)
    {
        var path = terminal.Variable(FileVariable) is { Length: > 0 } chosen ? chosen : InConfigFolder(terminal);
        var book = new ProfileBook(path, System.IO.Path.Combine(terminal.Home, ".chef", "credentials"));
        foreach (var table in Tables(path))
        {
            if (table.Name.Length == 0)
                book.Current = table.Text(CurrentKey);
            else
                book._own[table.Name] = OfTable(table);
        }

        if (book._own.Values.Any(profile => profile.Token is not null))
            SecretFile.RefuseIfOthersMayRead(path);
        foreach (var table in Tables(book.ChefPath).Where(table => table.Text("chef_server_url") is not null || table.Text("client_name") is not null))
            book._chefs[table.Name] = OfChefTable(table, terminal.Home);
        if (book._chefs.Values.Any(profile => profile.Key?.Contains("-----BEGIN", StringComparison.Ordinal) == true))
            SecretFile.RefuseIfOthersMayRead(book.ChefPath);
        return book;
    }

    public Profile? Find(string name) => _own.GetValueOrDefault(name) ?? _chefs.GetValueOrDefault(name);

    public bool IsOwn(string name) => _own.ContainsKey(name);

    /// <summary>A profile of our file, made if there is none; one of Chef's with the same name is copied.</summary>
    /// <exception cref="UsageException">The name is none.</exception>
    public Profile Own(string name)
    {
        if (name.Length is 0 or > 64 || name.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('_' or '-' or '.')))
            throw new UsageException($"'{name}' cannot be the name of a profile; allowed are 1 to 64 letters, digits and _ . -");
        if (!_own.TryGetValue(name, out var profile))
            _own[name] = profile = Find(name) ?? new Profile();
        return profile;
    }

    /// <exception cref="UsageException">The file cannot be written.</exception>
    public void Write()
    {
        var text = new StringBuilder(Heading).Append('\n');
        if (Current is not null)
            text.Append($"{CurrentKey} = {TomlSubset.Quote(Current)}\n");
        foreach (var (name, profile) in _own)
        {
            text.Append($"\n[{name}]\n");
            if (profile.Servers.Count > 0)
                text.Append($"servers = [{string.Join(", ", profile.Servers.Select(TomlSubset.Quote))}]\n");
            Append(text, "organization", profile.Organization);
            Append(text, "user", profile.User);
            Append(text, "key", profile.Key);
            Append(text, "token", profile.Token);
            Append(text, "ca_file", profile.CaFile);
            Append(text, "insecure", profile.Insecure ? "true" : null);
        }

        SecretFile.Write(Path, text.ToString());
    }

    private static string InConfigFolder(Terminal terminal) => System.IO.Path.Combine(
        terminal.Variable("XDG_CONFIG_HOME") is { Length: > 0 } folder ? folder : System.IO.Path.Combine(terminal.Home, ".config"), "pushy", "config");

    private static void Append(StringBuilder text, string key, string? value)
    {
        if (value is not null)
            text.Append($"{key} = {TomlSubset.Quote(value)}\n");
    }

    private static IReadOnlyList<TomlTable> Tables(string path)
    {
        try
        {
            return File.Exists(path) ? TomlSubset.Read(GuardedFile.ReadText(path, FileGuard.Own)) : [];
        }
        catch (UntrustedFileException e)
        {
            throw new UsageException($"the profiles in {path}: {e.Message}");
        }
        catch (FormatException e)
        {
            throw new UsageException($"{path}, {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"cannot read {path}: {e.Message}");
        }
    }

    private static Profile OfTable(TomlTable table) => new()
    {
        Servers = table.Values.GetValueOrDefault("servers", []),
        Organization = table.Text("organization"),
        User = table.Text("user"),
        Key = table.Text("key"),
        Token = table.Text("token"),
        CaFile = table.Text("ca_file"),
        Insecure = table.Text("insecure") == "true",
    };

    /// <summary><c>client_name</c>, <c>client_key</c> and <c>chef_server_url</c>, which ends in <c>/organizations/ORG</c>.</summary>
    private static Profile OfChefTable(TomlTable table, string home)
    {
        const string Organizations = "/organizations/";
        var url = table.Text("chef_server_url") ?? "";
        var cut = url.IndexOf(Organizations, StringComparison.Ordinal);
        var key = table.Text("client_key");
        return new Profile
        {
            Servers = url.Length == 0 ? [] : [cut < 0 ? url : url[..cut]],
            Organization = cut < 0 ? null : url[(cut + Organizations.Length)..].TrimEnd('/'),
            User = table.Text("client_name"),
            Key = key is null || key.Contains("-----BEGIN", StringComparison.Ordinal)
                ? key
                : System.IO.Path.Combine(home, ".chef", key.StartsWith("~/", StringComparison.Ordinal) ? System.IO.Path.Combine(home, key[2..]) : key),
        };
    }
}
