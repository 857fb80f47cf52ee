using Pushy.Cli.Profiles;

namespace Pushy.Cli.Tests.Profiles;

/// <summary>Plain HTTP beyond this machine hands over the fleet, so it is used only where somebody said so of these very servers.</summary>
public sealed class InsecureTests : IDisposable
{
    private readonly TestShell _shell = new();

    public void Dispose() => _shell.Dispose();

    [Theory]
    [InlineData("http://pushy.example.com")]
    [InlineData("http://192.0.2.1:10003")]
    [InlineData("http://[2001:db8::1]:10003")]
    [InlineData("http://localhost.example.com")]
    [InlineData("http://127.0.0.1.example.com")]
    public async Task Every_command_refuses_it_and_names_the_option(string server)
    {
        foreach (var command in (string[][])[["login", "--org", "acme"], ["job", "list", "--org", "acme"], ["node", "list", "--org", "acme"], ["upgrade-check"]])
        {
            using var shell = new TestShell("pushy_t\n");
            Assert.Equal(2, await CommandTree.InvokeAsync([.. command, "--server", server], shell.Terminal));
            Assert.Contains("is not encrypted", shell.Error, StringComparison.Ordinal);
            Assert.Contains("--insecure", shell.Error, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("http://127.0.0.1:1")]
    [InlineData("http://127.8.9.1:1")]
    [InlineData("http://localhost:1")]
    [InlineData("http://[::1]:1")]
    [InlineData("https://pushy.example.com")]
    public void This_machine_and_TLS_are_taken(string server) => Assert.NotNull(Connection.Address(new Setting(server, "--server"), insecure: false));

    [Fact]
    public void A_profiles_insecure_counts_for_its_own_servers_and_for_no_others()
    {
        var lab = ProfileBook.Read(_shell.Terminal).Own("lab");
        (lab.Servers, lab.Insecure) = (["http://lab"], true);
        var book = Kept(lab);

        Assert.NotNull(Resolve(book, new Profile()).Insecure);
        Assert.Null(Resolve(book, new Profile { Servers = ["http://elsewhere"] }).Insecure);
        Assert.NotNull(Resolve(book, new Profile { Servers = ["http://elsewhere"], Insecure = true }).Insecure);
        _shell.Variables["PUSHY_INSECURE"] = "true";
        Assert.Equal("PUSHY_INSECURE", Resolve(book, new Profile { Servers = ["http://elsewhere"] }).Insecure!.From);
    }

    [Fact]
    public void A_file_of_authorities_is_kept_in_the_profile_and_one_that_is_none_is_told()
    {
        var lab = ProfileBook.Read(_shell.Terminal).Own("lab");
        (lab.Servers, lab.CaFile) = (["https://lab"], _shell.Home.In("none.pem"));
        var settings = Resolve(Kept(lab), new Profile());

        var refused = Assert.Throws<UsageException>(() => Connection.Handler(settings.CaFile));
        Assert.StartsWith($"--ca-file {_shell.Home.In("none.pem")}: cannot be read", refused.Message, StringComparison.Ordinal);
        File.WriteAllText(_shell.Home.In("none.pem"), "no certificate");
        Assert.Contains("there is no certificate in PEM form in it", Assert.Throws<UsageException>(() => Connection.Handler(settings.CaFile)).Message, StringComparison.Ordinal);
    }

    private ProfileBook Kept(Profile lab)
    {
        var book = ProfileBook.Read(_shell.Terminal);
        var own = book.Own("lab");
        (own.Servers, own.CaFile, own.Insecure) = (lab.Servers, lab.CaFile, lab.Insecure);
        book.Current = "lab";
        book.Write();
        return ProfileBook.Read(_shell.Terminal);
    }

    private ConnectionSettings Resolve(ProfileBook book, Profile flags) => ConnectionSettings.Resolve(flags, null, book, _shell.Terminal.Variable);
}
