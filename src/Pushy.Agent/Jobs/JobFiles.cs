using System.Security.Cryptography;
using Pushy.Agent.Files;
using Pushy.Agent.Supervision;
using Pushy.Files;

namespace Pushy.Agent.Jobs;

/// <summary>Files that come with jobs (agent.md §5): for the job's account only, deleted after a day.</summary>
/// <param name="directory">Where they go; made with mode 0711 when first needed.</param>
internal sealed class JobFiles(string directory)
{
    public const int MaxBytes = 100_000;

    private const string Prefix = "pushy_file";

    private const UnixFileMode Searchable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(1);

    /// <summary>How often <see cref="Clean"/> is worth calling.</summary>
    public static readonly TimeSpan CleanEvery = TimeSpan.FromDays(1);

    /// <summary>The content of a job's file, or what is wrong with it.</summary>
    public static (byte[]? Content, string? Fault) Decode(string file)
    {
        byte[] content;
        if (file.StartsWith("raw:", StringComparison.Ordinal))
            content = System.Text.Encoding.UTF8.GetBytes(file["raw:".Length..]);
        else if (!file.StartsWith("base64:", StringComparison.Ordinal))
            return (null, "file: must begin with raw: or base64:");
        else
            try
            {
                content = Convert.FromBase64String(file["base64:".Length..]);
            }
            catch (FormatException)
            {
                return (null, "file: what follows base64: is not base64");
            }
        return content.Length > MaxBytes ? (null, $"file: {content.Length} bytes; at most {MaxBytes} are allowed") : (content, null);
    }

    /// <summary>Writes a file that only its owner can read, and gives its path.</summary>
    /// <exception cref="IOException">It can't be made, or the directory is one that others could turn into another.</exception>
    public string Write(byte[] content, Account? owner)
    {
        Directory.CreateDirectory(directory, Searchable);
        using var folder = Open() ?? throw new IOException($"{directory} cannot be opened");
        folder.SetMode(Searchable);
        var name = Prefix + RandomNumberGenerator.GetHexString(16, lowercase: true);
        using var handle = folder.Make(name);
        using var file = new FileStream(handle, FileAccess.Write, 0);
        file.Write(content);
        if (owner is not null && Libc.ChangeOwner((int)handle.DangerousGetHandle(), owner.Uid, owner.Gid) != 0)
            throw new IOException($"the job's file cannot be given to {owner.Name}");
        return Path.Combine(directory, name);
    }

    /// <summary>Deletes files older than a day.</summary>
    /// <exception cref="IOException">The directory is one that others could turn into another.</exception>
    public void Clean(DateTimeOffset now)
    {
        if (!Directory.Exists(directory))
            return;
        using var folder = Open();
        foreach (var path in folder?.Files(Prefix) ?? [])
            if (now - File.GetLastWriteTimeUtc(path) > KeptFor)
                File.Delete(path);
    }

    private OpenFolder? Open()
    {
        if (TrustedPath.Fault(Path.Combine(directory, Prefix)) is { } fault)
            throw new IOException($"{directory} is not used for files of jobs: {fault}");
        return OpenFolder.TryOpen(directory);
    }
}
