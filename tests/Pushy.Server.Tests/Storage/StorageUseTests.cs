using Pushy.Server.Storage;

namespace Pushy.Server.Tests.Storage;

public sealed class StorageUseTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pushy-use-test-").FullName;

    [Fact]
    public void Nobody_else_can_take_the_lock_of_a_storage_also_one_that_an_older_server_made()
    {
        if (OperatingSystem.IsWindows())
            return;
        var path = Path.Combine(_folder, "use.lock");
        File.WriteAllText(path, "");
        File.SetUnixFileMode(path, (UnixFileMode)0b110_100_100);
        using (StorageUse.Share(_folder))
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
