using Pushy.Cli.Profiles;

namespace Pushy.Cli.Tests.Profiles;

public sealed class ConnectionSettingsTests : IDisposable
{
    private readonly TestShell _shell = new();
    private readonly ProfileBook _book;

    public ConnectionSettingsTests()
    {
        _book = ProfileBook.Read(_shell.Terminal);
        var prod = _book.Own("prod");
        (prod.Servers, prod.Organization, prod.User, prod.Key) = (["https://prod"], "acme", "alice", "/alice.pem");
        _book.Own("ci").Token = "pushy_ci";
        _book.Current = "prod";
    }

    [Fact]
    public void Options_go_before_the_environment_and_that_before_the_profile()
    {
        (_shell.Variables["PUSHY_SERVER"], _shell.Variables["PUSHY_ORG"]) = ("https://env1, https://env2", "env");

        var settings = Resolve(new Profile { Organization = "flag" });

        Assert.Equal([new("https://env1", "PUSHY_SERVER"), new("https://env2", "PUSHY_SERVER")], settings.Servers);
        Assert.Equal(new Setting("flag", "--org"), settings.Organization);
        Assert.Equal(new Setting("alice", "profile 'prod'"), settings.User);
        Assert.Equal(new Setting("/alice.pem", "profile 'prod'"), settings.Key);
    }

    [Fact]
    public void A_token_of_the_environment_goes_before_the_profiles_key()
    {
        _shell.Variables["PUSHY_TOKEN"] = "pushy_env";

        var settings = Resolve(new Profile());

        Assert.Equal(new Setting("pushy_env", "PUSHY_TOKEN"), settings.Token);
        Assert.Null(settings.Key);
    }

    [Fact]
    public void A_key_on_the_command_line_goes_before_the_token_of_the_environment()
    {
        _shell.Variables["PUSHY_TOKEN"] = "pushy_env";

        var settings = Resolve(new Profile { Key = "/flag.pem" });

        Assert.Null(settings.Token);
        Assert.Equal(new Setting("/flag.pem", "--key"), settings.Key);
    }

    [Fact]
    public void The_environment_may_name_the_profile_and_the_command_line_another()
    {
        _shell.Variables["PUSHY_PROFILE"] = "ci";

        Assert.Equal("ci", Resolve(new Profile()).Profile);
        Assert.Equal("prod", Resolve(new Profile(), "prod").Profile);
    }

    [Fact]
    public void A_profile_that_does_not_exist_is_told_with_those_that_do()
    {
        var refused = Assert.Throws<UsageException>(() => Resolve(new Profile(), "prud"));

        Assert.Contains("there is no profile 'prud'", refused.Message, StringComparison.Ordinal);
        Assert.Contains("there are: prod, ci.", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ftp://h")]
    [InlineData("http://h/path")]
    [InlineData("http://user:pw@h")]
    [InlineData("http://h?x=1")]
    public void What_is_no_address_of_a_server_is_refused(string server) =>
        Assert.Throws<UsageException>(() => Connection.Address(new Setting(server, "--server")));

    public void Dispose() => _shell.Dispose();

    private ConnectionSettings Resolve(Profile flags, string? profile = null) =>
        ConnectionSettings.Resolve(flags, profile, _book, _shell.Terminal.Variable);
}
