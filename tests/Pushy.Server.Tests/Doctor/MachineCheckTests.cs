using Pushy.Server.Configuration;
using Pushy.Server.Clustering;
using Pushy.Server.Connections;
using Pushy.Server.Doctor;

namespace Pushy.Server.Tests.Doctor;

/// <summary>Checks of what no test can make so: small disks, few files, certificates that end.</summary>
public sealed class MachineCheckTests
{
    [Theory]
    [InlineData(50L << 20, "Problem")]
    [InlineData(500L << 20, "Warning")]
    [InlineData(2L << 30, "Ok")]
    public void Little_room_on_the_disk_is_told(long free, string level) => Assert.Equal(level, MachineChecks.Space("/data", free).Level.ToString());

    [Fact]
    public void A_process_that_may_not_open_a_file_for_each_agent_is_warned_of()
    {
        var few = MachineChecks.Files(new ConnectionPlan(20_000, 1_024, 500));
        Assert.Equal(Level.Warning, few.Level);
        Assert.Contains("at most 524 connections", few.Text, StringComparison.Ordinal);
        Assert.Contains("20500 open files", few.Todo, StringComparison.Ordinal);
        Assert.Equal(Level.Ok, MachineChecks.Files(new ConnectionPlan(20_000, 65_536, 500)).Level);
    }

    [Theory]
    [InlineData(0, "Ok")]
    [InlineData(715, "Warning")]
    [InlineData(800, "Problem")]
    public void A_certificate_is_told_of_thirty_days_before_it_ends(int days, string worst)
    {
        var folder = Directory.CreateTempSubdirectory("pushy-doctor-").FullName;
        try
        {
            var now = DateTimeOffset.UtcNow;
            var (ca, caKey) = NewCertificates.Ca("test", now);
            var (ours, ourKey) = NewCertificates.Host(System.Security.Cryptography.X509Certificates.X509Certificate2.CreateFromPem(ca, caKey), "127.0.0.1", now);
            foreach (var (name, text) in new[] { ("ca", ca), ("own", ours), ("key", ourKey) })
                File.WriteAllText(Path.Combine(folder, name), text);
            File.SetUnixFileMode(Path.Combine(folder, "key"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
            var tls = new ClusterTlsOptions(true, Path.Combine(folder, "own"), Path.Combine(folder, "key"), Path.Combine(folder, "ca"), new HashSet<string>());

            var findings = CertificateChecks.Of(new ClusterOptions(true, "main", "127.0.0.1", 10004, [], tls), now.AddDays(days));

            Assert.Equal(worst, findings.Max(finding => finding.Level).ToString());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
