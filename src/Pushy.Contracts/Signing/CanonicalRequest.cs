using System.Globalization;
using System.Text;

namespace Pushy.Contracts.Signing;

/// <summary>The text that is signed (authn-authz.md §1.1, §1.2).</summary>
internal static class CanonicalRequest
{
    /// <summary>The target without its query, runs of <c>/</c> as one, no <c>/</c> at the end. Letter case and escapes stay.</summary>
    public static string Path(string target)
    {
        var path = new StringBuilder(target.Length);
        foreach (var character in target)
        {
            if (character == '?')
                break;
            if (character != '/' || path.Length == 0 || path[^1] != '/')
                path.Append(character);
        }

        if (path.Length > 1 && path[^1] == '/')
            path.Length--;
        return path.ToString();
    }

    public static byte[] Build(
        SignatureScheme scheme, string method, string target, string bodyDigest, string timestamp, string userId, long serverApiVersion, string? nonce)
    {
        var path = Path(target);
        var verb = method.ToUpperInvariant();
        var user = scheme.HashesUserId ? scheme.Digest(Encoding.UTF8.GetBytes(userId)) : userId;
        var text = scheme.HashesPath
            ? $"Method:{verb}\nHashed Path:{scheme.Digest(Encoding.UTF8.GetBytes(path))}\nX-Ops-Content-Hash:{bodyDigest}\n"
                + $"X-Ops-Timestamp:{timestamp}\nX-Ops-UserId:{user}"
            : $"Method:{verb}\nPath:{path}\nX-Ops-Content-Hash:{bodyDigest}\nX-Ops-Sign:version={scheme.Number}{Part(nonce)}\n"
                + $"X-Ops-Timestamp:{timestamp}\nX-Ops-UserId:{user}\n"
                + string.Create(CultureInfo.InvariantCulture, $"X-Ops-Server-API-Version:{serverApiVersion}");
        return Encoding.UTF8.GetBytes(text);
    }

    /// <summary>As it stands in the header, too, after the version.</summary>
    public static string Part(string? nonce) => nonce is null ? "" : $";nonce={nonce}";
}
