using System.CommandLine;
using System.Globalization;
using Pushy.Server.Configuration;
using Pushy.Server.Directories;

namespace Pushy.Server.Admin;

/// <summary>Key rotation: add a new key, take it into use, remove the old one.</summary>
internal static class KeyCommands
{
    private const string TimeShape = "yyyy-MM-dd'T'HH:mm:ss'Z'";
    private const int MaxFileBytes = 65_536;
    private static readonly TimeSpan ShortestLifetime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestLifetime = TimeSpan.FromDays(3650);

    /// <summary>Does something with an owner's keys, once it is found.</summary>
    public delegate Task<AdminRefusal?> WithOwner(
        AdminSession session, ParseResult parsed, Func<KeyOwner, Task<AdminRefusal?>> act, CancellationToken ct);

    /// <param name="shell">What all commands share.</param>
    /// <param name="owner">Arguments that name the owner.</param>
    /// <param name="with">Finds the owner.</param>
    public static Command Create(CommandShell shell, IReadOnlyList<Argument> owner, WithOwner with)
    {
        var key = new Argument<string>("KEY") { Description = "Name of the key." };
        var expires = Expires();
        var publicKey = new Option<string>("--public-key") { Description = "File with a public key, PEM, that is there already; by default a pair is made.", HelpName = "FILE" };
        var keyOut = PrincipalCommands.KeyOut();
        return new Command("key", "Keys: several at once, so that one can take the place of another.")
        {
            shell.Directory("add", "Add a key; what is signed with any of them is taken.", (session, parsed, ct) => with(session, parsed, async found =>
            {
                var (name, shown) = (parsed.GetRequiredValue(key), $"key '{parsed.GetRequiredValue(key)}' of {found.Shown}");
                DateTimeOffset? end = parsed.GetValue(expires) is { } lifetime ? TimeProvider.System.GetUtcNow() + lifetime : null;
                if (parsed.GetValue(publicKey) is not { } file)
                    return await NewKey.Register(session, parsed.GetValue(keyOut), shown, pem => session.Keys.Add(found, name, pem, end, ct), ct);
                var (pem, problem) = await Read(file, ct);
                return pem is null ? new AdminRefusal(problem!) : await session.Keys.Add(found, name, pem, end, ct) ?? await session.Say($"{shown} is added");
            }, ct), [.. owner, key, expires, publicKey, keyOut]),
            shell.LookUp("list", "List the keys: name, since when, until when.", (session, parsed, ct) => with(session, parsed, async found =>
                await session.Keys.List(found, ct) is { } keys
                    ? await session.Print(keys.Select(one => $"{one.Name}\t{Shown(one.CreatedAt)}\t{(one.ExpiresAt is { } end ? Shown(end) : "never")}"))
                    : new AdminRefusal($"there is no {found.Shown}"), ct), [.. owner]),
            shell.Directory("remove", "Remove a key; a running server takes it for at most 5 more seconds.", (session, parsed, ct) => with(session, parsed, async found =>
                await session.Keys.Remove(found, parsed.GetRequiredValue(key), ct)
                    ?? await session.Say($"key '{parsed.GetRequiredValue(key)}' of {found.Shown} is removed"), ct), [.. owner, key]),
        };
    }

    private static string Shown(DateTimeOffset at) => at.UtcDateTime.ToString(TimeShape, CultureInfo.InvariantCulture);

    private static async Task<(string? Pem, string? Problem)> Read(string file, CancellationToken ct)
    {
        try
        {
            if (new FileInfo(file).Length > MaxFileBytes)
                return (null, $"{file} has more than {MaxFileBytes} bytes and is no public key");
            return PublicKeyText.TryRead(await File.ReadAllTextAsync(file, ct), out var pem, out var problem) ? (pem, null) : (null, $"{file}: {problem}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (null, $"the public key cannot be read: {e.Message}");
        }
    }

    private static Option<TimeSpan?> Expires() => new("--expires")
    {
        Description = "How long it counts, with a unit: s, m, h, d; by default for ever.",
        HelpName = "TIME",
        CustomParser = result =>
        {
            if (result.Tokens is [{ Value: var text }] && HoconUnits.TryReadDuration(text, out var lifetime)
                && lifetime >= ShortestLifetime && lifetime <= LongestLifetime)
            {
                return lifetime;
            }

            result.AddError($"--expires: allowed are {HoconUnits.Write(ShortestLifetime)} to {LongestLifetime.TotalDays}d, with a unit, such as 12h or 90d");
            return null;
        },
    };
}
