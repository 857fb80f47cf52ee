using System.CommandLine;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Pushy.Server.Clustering;
using Pushy.Server.Directories;

namespace Pushy.Server.Admin;

/// <summary>Certificates for the hosts of a cluster. No storage is needed, nor touched.</summary>
internal static class ClusterCommands
{
    private const string CaFile = "ca.pem";
    private const string CaKeyFile = "ca-key.pem";
    private const string Instead = "name another folder with --out";

    public static Command Create()
    {
        var outFolder = new Option<string>("--out") { Description = "Folder for the new files; it is made if missing.", HelpName = "FOLDER", DefaultValueFactory = _ => "." };
        var caFolder = new Option<string>("--ca") { Description = $"Folder with {CaFile} and {CaKeyFile}.", HelpName = "FOLDER", DefaultValueFactory = _ => "." };
        var name = new Option<string>("--name") { Description = "Name of the CA, for people.", HelpName = "NAME", DefaultValueFactory = _ => "Pushy cluster CA" };
        var host = new Argument<string>("HOST") { Description = "Host name or IP address, as in pushy.cluster.host." };

        var newCa = new Command("new-ca", $"Make a CA of the cluster's own: {CaFile} for all hosts, {CaKeyFile} to be kept elsewhere.") { name, outFolder };
        newCa.SetAction((parsed, ct) => Run(parsed, () => NewCa(parsed.GetRequiredValue(name), parsed.GetRequiredValue(outFolder), parsed.InvocationConfiguration.Error, ct)));
        var newCertificate = new Command("new-certificate", "Make a host's certificate: HOST.pem and HOST-key.pem.") { host, caFolder, outFolder };
        newCertificate.SetAction((parsed, ct) => Run(parsed, () => NewCertificate(
            parsed.GetRequiredValue(host), parsed.GetRequiredValue(caFolder), parsed.GetRequiredValue(outFolder), parsed.InvocationConfiguration.Error, ct)));
        return new Command("cluster", "Certificates by which hosts of a cluster know each other.") { newCa, newCertificate };
    }

    private static async Task<int> Run(ParseResult parsed, Func<Task<AdminRefusal?>> act)
    {
        if (await act() is not { } refused)
            return ExitCode.Done;
        await parsed.InvocationConfiguration.Error.WriteLineAsync(refused.Text);
        return ExitCode.Failed;
    }

    private static async Task<AdminRefusal?> NewCa(string name, string folder, TextWriter error, CancellationToken ct)
    {
        Directory.CreateDirectory(folder);
        var (certificate, key) = NewCertificates.Ca(name, TimeProvider.System.GetUtcNow());
        return await Write(folder, (CaFile, certificate), (CaKeyFile, key), error, ct);
    }

    private static async Task<AdminRefusal?> NewCertificate(string host, string caFolder, string folder, TextWriter error, CancellationToken ct)
    {
        if (Uri.CheckHostName(host) == UriHostNameType.Unknown)
            return new AdminRefusal($"HOST: '{host}' is not allowed; allowed are host names and IP addresses");
        if (ReadCa(caFolder, out var ca) is { } unreadable)
            return unreadable;

        using (ca)
        {
            Directory.CreateDirectory(folder);
            var (certificate, key) = NewCertificates.Host(ca!, host, TimeProvider.System.GetUtcNow());
            var file = host.Replace(':', '-');
            return await Write(folder, ($"{file}.pem", certificate), ($"{file}-key.pem", key), error, ct);
        }
    }

    private static AdminRefusal? ReadCa(string folder, out X509Certificate2? ca)
    {
        ca = null;
        try
        {
            ca = X509Certificate2.CreateFromPemFile(Path.Combine(folder, CaFile), Path.Combine(folder, CaKeyFile));
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return new AdminRefusal($"--ca: {CaFile} and {CaKeyFile} in '{folder}' cannot be used: {e.Message}");
        }
    }

    /// <summary>The key first: a certificate without one is of no use to anybody.</summary>
    private static async Task<AdminRefusal?> Write(string folder, (string Name, string Text) certificate, (string Name, string Text) key, TextWriter error, CancellationToken ct)
    {
        var (keyPath, path) = (Path.Combine(folder, key.Name), Path.Combine(folder, certificate.Name));
        if (await NewFile.Write(keyPath, key.Text, isSecret: true, Instead, ct) is { } keyRefused)
            return keyRefused;
        if (await NewFile.Write(path, certificate.Text, isSecret: false, Instead, ct) is { } refused)
        {
            File.Delete(keyPath);
            return refused;
        }

        await error.WriteLineAsync($"{path} and {keyPath} are made");
        return null;
    }
}
