namespace Pushy.EndToEnd.Tests.Fleets;

/// <summary>
/// An organization with its administrator and nodes, made once by the admin commands and copied for each fleet: a command takes a second of
/// processor time.
/// </summary>
internal sealed class FleetTemplate
{
    public const string Organization = "acme";
    public const string User = "alice";

    public static readonly IReadOnlyList<string> NodeNames = ["web1", "web2", "web3"];

    private static readonly Lazy<Task<FleetTemplate>> Shared = new(MakeAsync);

    private readonly string _folder = Directory.CreateTempSubdirectory("pushy-e2e-template-").FullName;

    private FleetTemplate() => AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(_folder, recursive: true);

    public static Task<FleetTemplate> GetAsync() => Shared.Value;

    /// <summary>Copies keys, and the server's data.</summary>
    public void CopyTo(string keys, string data)
    {
        Copy(Path.Combine(_folder, "keys"), keys);
        Copy(Path.Combine(_folder, "data"), data);
    }

    private static async Task<FleetTemplate> MakeAsync()
    {
        var template = new FleetTemplate();
        Directory.CreateDirectory(Path.Combine(template._folder, "keys"));
        await template.AdminAsync("org", "create", Organization);
        await Task.WhenAll([
            template.AdminAsync("user", "create", Organization, User, "--admin", "--key-out", template.Key(User)),
            .. NodeNames.Select(node => template.AdminAsync("node", "create", Organization, node, "--key-out", template.Key(node))),
        ]);
        return template;
    }

    private string Key(string owner) => Path.Combine(_folder, "keys", owner + ".pem");

    private async Task AdminAsync(params string[] args)
    {
        var log = Path.Combine(_folder, $"{Guid.NewGuid():N}.log");
        var command = Daemon.Start(
            string.Join(' ', args.Take(4)), [.. Programs.Server, .. args, "--set", $"pushy.storage.path={Path.Combine(_folder, "data")}"], log, new Dictionary<string, string>());
        if (await command.Exited.WaitAsync(Until.Patience) != 0)
            throw new InvalidOperationException($"an admin command failed\n{command.Tail()}");
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
    }
}
