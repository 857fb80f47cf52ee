namespace Pushy.Agent.Tests.Harness;

/// <summary>Runs only where file systems may be mounted.</summary>
internal sealed class MountFactAttribute : FactAttribute
{
    private static readonly Lazy<bool> MayMount = new(() =>
    {
        var folder = Directory.CreateTempSubdirectory("pushy-mount-test-");
        using (var disk = SmallDisk.TryMount(folder.FullName))
        {
            if (disk is null)
                return false;
        }

        folder.Delete();
        return true;
    });

    public MountFactAttribute() => Skip = MayMount.Value ? null : "needs the right to mount a file system";
}
