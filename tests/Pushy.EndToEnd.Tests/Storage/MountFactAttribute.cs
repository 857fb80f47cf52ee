namespace Pushy.EndToEnd.Tests.Storage;

/// <summary>A test that needs a disk of its own.</summary>
public sealed class MountFactAttribute : FactAttribute
{
    private static readonly Lazy<bool> CanMount = new(() =>
    {
        var folder = Directory.CreateTempSubdirectory("pushy-mount-");
        try
        {
            using var disk = TinyDisk.Mount(folder.FullName, 64 * 1024);
            return disk is not null;
        }
        finally
        {
            folder.Delete();
        }
    });

    public MountFactAttribute()
    {
        if (!CanMount.Value)
            Skip = "a small disk cannot be mounted here: that takes root on Linux, with CAP_SYS_ADMIN";
    }
}
