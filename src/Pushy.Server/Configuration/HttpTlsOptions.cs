namespace Pushy.Server.Configuration;

/// <summary>TLS of the API's own ports.</summary>
/// <param name="CertificateFile">The server's certificate, then those between it and its authority, PEM; all of them are sent.</param>
/// <param name="KeyFile">The certificate's private key, PEM, not encrypted.</param>
public sealed record HttpTlsOptions(string CertificateFile, string KeyFile)
{
    public const string CertificateKey = "pushy.http.tls.certificate-file";
    public const string KeyKey = "pushy.http.tls.key-file";

    internal static HttpTlsOptions? Read(SettingReader reader, bool isNeeded)
    {
        if (!isNeeded)
            return null;
        return new HttpTlsOptions(File(CertificateKey), File(KeyKey));

        string File(string key)
        {
            var path = reader.Text(key);
            if (path.Length == 0)
                reader.Problem(key, "needed with https:// in pushy.http.urls; allowed is the path of a PEM file");
            else if (!System.IO.File.Exists(path))
                reader.Problem(key, $"there is no file '{path}'");
            return path;
        }
    }
}
