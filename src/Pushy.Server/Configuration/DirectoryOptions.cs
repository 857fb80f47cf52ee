namespace Pushy.Server.Configuration;

public enum DirectoryKind
{
    Embedded,
    Chef,
}

/// <param name="Kind">Who knows organizations, users, clients and groups.</param>
/// <param name="Chef">The Chef Infra Server; null with another kind.</param>
public sealed record DirectoryOptions(DirectoryKind Kind, ChefOptions? Chef)
{
    internal static DirectoryOptions Read(SettingReader reader)
    {
        var kind = reader.Choice<DirectoryKind>("pushy.directory.kind");
        var chef = ChefOptions.Read(reader, isNeeded: kind == DirectoryKind.Chef);
        return new DirectoryOptions(kind, kind == DirectoryKind.Chef ? chef : null);
    }
}

/// <param name="Url">Root of the Chef Infra Server, without a slash at its end.</param>
/// <param name="PrincipalUrl">Root of who is asked for principals.</param>
/// <param name="User">Superuser that requests are signed as.</param>
/// <param name="KeyFile">Full path of its private key.</param>
/// <param name="Timeout">How long one try may take, answer included.</param>
/// <param name="Retries">Tries after the first.</param>
/// <param name="MaxAnswerBytes">Largest answer taken.</param>
/// <param name="MaxConnections">To the Chef Infra Server at the same time.</param>
public sealed record ChefOptions(
    string Url, string PrincipalUrl, string User, string KeyFile, TimeSpan Timeout, int Retries, int MaxAnswerBytes, int MaxConnections)
{
    private const int MaxUserLength = 255;
    private const string UrlForm = "allowed are http://HOST[:PORT] and https://HOST[:PORT], without a path, a user or a query";

    /// <param name="reader">Where settings and problems are.</param>
    /// <param name="isNeeded">Whether what has no default must be given.</param>
    internal static ChefOptions Read(SettingReader reader, bool isNeeded)
    {
        const string UserKey = "pushy.directory.chef.user";
        const string FileKey = "pushy.directory.chef.key-file";
        var url = ReadUrl(reader, "pushy.directory.chef.url", isNeeded);
        var principalUrl = ReadUrl(reader, "pushy.directory.chef.principal-url", isNeeded: false);
        var (user, file) = (reader.Text(UserKey), reader.Text(FileKey));
        if (user.Length is < 1 or > MaxUserLength || user.Any(c => char.IsControl(c) || c > '~'))
            reader.Problem(UserKey, $"allowed are 1 to {MaxUserLength} printable ASCII characters");
        if (isNeeded && (file.Length == 0 || file.Contains('\0', StringComparison.Ordinal)))
            reader.Problem(FileKey, "needed with pushy.directory.kind chef; allowed is the path of a file with an RSA private key in PEM");
        return new ChefOptions(
            url,
            principalUrl.Length > 0 ? principalUrl : url,
            user,
            file.Length == 0 ? "" : Path.GetFullPath(file),
            reader.Duration("pushy.directory.chef.timeout", TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1)),
            reader.Number("pushy.directory.chef.retries", 0, 5),
            reader.Bytes("pushy.directory.chef.max-answer-bytes", 64 * 1024, 256 * 1024 * 1024),
            reader.Number("pushy.directory.chef.max-connections", 1, 1_000));
    }

    private static string ReadUrl(SettingReader reader, string key, bool isNeeded)
    {
        var text = reader.Text(key);
        if (text.Length == 0)
        {
            if (isNeeded)
                reader.Problem(key, $"needed with pushy.directory.kind chef; {UrlForm}");
            return "";
        }

        if (Uri.TryCreate(text, UriKind.Absolute, out var uri)
            && uri is { Scheme: "http" or "https", PathAndQuery: "/", UserInfo: "", Fragment: "" } && uri.Host.Length > 0)
        {
            return uri.GetLeftPart(UriPartial.Authority);
        }

        reader.Problem(key, UrlForm); // without the text: somebody may have put a password into it
        return "";
    }
}
