using Pushy.Cli.Profiles;

namespace Pushy.Cli.Tests.Profiles;

public sealed class ProfileBookTests : IDisposable
{
    private readonly TestShell _shell = new();

    [Fact]
    public void Profiles_are_kept_in_a_file_that_nobody_else_may_read()
    {
        var book = ProfileBook.Read(_shell.Terminal);
        var profile = book.Own("prod");
        (profile.Servers, profile.Organization, profile.Token) = (["https://a", "https://b"], "acme", "pushy_x");
        book.Current = "prod";
        book.Write();

        var again = ProfileBook.Read(_shell.Terminal);

        Assert.Equal(_shell.Home.In(".config/pushy/config"), again.Path);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(again.Path));
        Assert.Equal("prod", again.Current);
        Assert.Equal(["https://a", "https://b"], again.Find("prod")!.Servers);
        Assert.Equal(("acme", "pushy_x"), (again.Find("prod")!.Organization, again.Find("prod")!.Token));
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(again.Path)!));
    }

    [Fact]
    public void A_file_with_a_token_that_others_may_read_is_refused_with_the_remedy()
    {
        var path = Put(".config/pushy/config", "[a]\ntoken = 'pushy_x'\n", 0b110_100_100);

        var refused = Assert.Throws<UsageException>(() => ProfileBook.Read(_shell.Terminal));

        Assert.Equal($"{path} holds a secret and others may read it; run: chmod 600 {path}", refused.Message);
    }

    [Fact]
    public void Chefs_credentials_are_profiles_too()
    {
        Put(".chef/credentials", """
            [default]
            client_name = "alice"
            client_key = "alice.pem"
            chef_server_url = "https://chef.example/organizations/acme"
            [lab]
            client_name = 'bob'
            client_key = '~/keys/bob.pem'
            chef_server_url = 'https://lab.example/organizations/lab/'
            [lab.knife]
            ssh_user = 'root'
            """);

        var book = ProfileBook.Read(_shell.Terminal);

        Assert.Equal(["default", "lab"], book.Names);
        Assert.Equal("default", book.Default);
        var (alice, bob) = (book.Find("default")!, book.Find("lab")!);
        Assert.Equal(("https://chef.example", "acme", "alice", _shell.Home.In(".chef/alice.pem")), (alice.Servers.Single(), alice.Organization, alice.User, alice.Key));
        Assert.Equal(("https://lab.example", "lab", "bob", _shell.Home.In("keys/bob.pem")), (bob.Servers.Single(), bob.Organization, bob.User, bob.Key));
    }

    [Fact]
    public void A_profile_of_ours_hides_one_of_chefs_and_chefs_file_is_not_touched()
    {
        var chefs = Put(".chef/credentials", "[default]\nclient_name = 'alice'\n");
        var before = File.ReadAllText(chefs);
        var book = ProfileBook.Read(_shell.Terminal);

        book.Own("default").Organization = "ours";
        book.Write();

        var again = ProfileBook.Read(_shell.Terminal);
        Assert.Equal(("ours", "alice"), (again.Find("default")!.Organization, again.Find("default")!.User));
        Assert.Equal(before, File.ReadAllText(chefs));
    }

    [Fact]
    public void The_only_profile_is_taken_without_having_been_chosen_and_of_several_none_is()
    {
        var book = ProfileBook.Read(_shell.Terminal);
        Assert.Null(book.Default);
        book.Own("one");
        Assert.Equal("one", book.Default);
        book.Own("two");
        Assert.Null(book.Default);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("]")]
    public void A_name_that_would_not_be_read_again_is_refused(string name) =>
        Assert.Throws<UsageException>(() => ProfileBook.Read(_shell.Terminal).Own(name));

    public void Dispose() => _shell.Dispose();

    private string Put(string name, string text, int mode = 0b110_000_000)
    {
        var path = _shell.Home.In(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        File.SetUnixFileMode(path, (UnixFileMode)mode);
        return path;
    }
}
