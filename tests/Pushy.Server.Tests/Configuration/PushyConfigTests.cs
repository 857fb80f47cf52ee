using Pushy.Server.Configuration;

namespace Pushy.Server.Tests.Configuration;

public sealed class PushyConfigTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pushy-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_packaged_defaults_are_those_of_the_specification()
    {
        var options = PushyConfig.Load([], [], []).Options;
        Assert.Equal(new[] { "http://127.0.0.1:10003" }, options.Http.Urls.AsEnumerable());
        Assert.Equal(1_000_000, options.Http.MaxBodyBytes);
        Assert.Equal(TimeSpan.FromSeconds(60), options.Jobs.VoteTimeout);
        Assert.Equal(TimeSpan.FromHours(1), options.Jobs.DefaultRunTimeout);
        Assert.Equal(100_000, options.Jobs.MaxNodes);
        Assert.Equal(TimeSpan.FromSeconds(900), options.SignIn.ClockSkew);
        Assert.Equal(TimeSpan.FromSeconds(30), options.Presence.CrashGrace);
        Assert.Equal(4 * 1024 * 1024, options.Link.MaxFrameBytes);
        Assert.Equal(StorageProvider.Sqlite, options.Storage.Provider);
        Assert.Equal(new WebOptions(true, "", TimeSpan.FromHours(12), TimeSpan.FromHours(2), TimeSpan.FromMinutes(10)), options.Web);
    }

    [Theory]
    [InlineData("pushy.web.url=ftp://pushy.example.com")]
    [InlineData("pushy.web.url=https://pushy.example.com/below")]
    [InlineData("pushy.web.session-length=30s")]
    [InlineData("pushy.web.link-length=2h")]
    public void Settings_of_the_web_page_are_checked(string set)
    {
        var problem = Assert.Throws<ConfigurationException>(() => PushyConfig.Load([], [set], []));
        Assert.StartsWith(set.Split('=')[0], problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_later_source_counts_more()
    {
        var first = Write("pushy { jobs { vote-timeout = 10s\n linger = 1s\n ask-timeout = 1s }\n http.max-connections = 7 }");
        var second = Write("pushy.jobs { linger = 500ms\n ask-timeout = 2s }");
        var options = PushyConfig.Load(
            [first, second],
            ["pushy.jobs.ask-timeout=4s", "pushy.jobs.ask-timeout = 5s"],
            [new("PUSHY__JOBS__ASK_TIMEOUT", "3s"), new("PUSHY__HTTP__MAX_CONNECTIONS", "8"), new("PATH", "/bin")]).Options;

        Assert.Equal(TimeSpan.FromSeconds(10), options.Jobs.VoteTimeout);
        Assert.Equal(TimeSpan.FromMilliseconds(500), options.Jobs.Linger);
        Assert.Equal(TimeSpan.FromSeconds(5), options.Jobs.AskTimeout);
        Assert.Equal(8, options.Http.MaxConnections);
    }

    [Fact]
    public void Sizes_and_lists_have_HOCONs_forms_everywhere()
    {
        var file = Write("""
            pushy {
              http {
                urls = ["http://127.0.0.1:1", "http://[::1]:2"]
                max-body-bytes = 2MB
              }
              link.max-frame-bytes = 1 MiB
            }
            """);
        var options = PushyConfig.Load([file], ["pushy.http.max-body-bytes=64KiB"], []).Options;
        Assert.Equal(new[] { "http://127.0.0.1:1", "http://[::1]:2" }, options.Http.Urls.AsEnumerable());
        Assert.Equal(65_536, options.Http.MaxBodyBytes);
        Assert.Equal(1_048_576, options.Link.MaxFrameBytes);
        Assert.Equal(new[] { "http://*:1", "http://localhost:2" }, PushyConfig.Load([], ["pushy.http.urls=http://*:1, http://localhost:2"], []).Options.Http.Urls.AsEnumerable());
    }

    [Theory]
    [InlineData("pushy.jobs.vote-timeout=60", "pushy.jobs.vote-timeout", "1s to 3600s")]
    [InlineData("pushy.jobs.vote-timeout=", "pushy.jobs.vote-timeout", "1s to 3600s")]
    [InlineData("pushy.jobs.vote-timeout=2h", "pushy.jobs.vote-timeout", "1s to 3600s")]
    [InlineData("pushy.jobs.vote-timeout=-1s", "pushy.jobs.vote-timeout", "1s to 3600s")]
    [InlineData("pushy.jobs.vote-timeout=99999999999d", "pushy.jobs.vote-timeout", "1s to 3600s")]
    [InlineData("pushy.jobs.default-run-timeout=1500ms", "pushy.jobs.default-run-timeout", "whole seconds")]
    [InlineData("pushy.storage.busy-timeout=2500ms", "pushy.storage.busy-timeout", "whole seconds")]
    [InlineData("pushy.jobs.max-nodes=many", "pushy.jobs.max-nodes", "1 to 1000000")]
    [InlineData("pushy.jobs.max-nodes=0", "pushy.jobs.max-nodes", "1 to 1000000")]
    [InlineData("pushy.retention.finished-jobs=1h", "pushy.retention.finished-jobs", "from 2h to 3650d")]
    [InlineData("pushy.retention.finished-jobs=3h", "pushy.retention.finished-jobs", "pushy.jobs.idempotency-keep")]
    [InlineData("pushy.retention.finished-jobs=4000d", "pushy.retention.finished-jobs", "from 0s to")]
    [InlineData("pushy.retention.look-every=0s", "pushy.retention.look-every", "1s to")]
    [InlineData("pushy.retention.pause=2m", "pushy.retention.pause", "to 60s")]
    [InlineData("pushy.http.max-body-bytes=1GB", "pushy.http.max-body-bytes", "1000 to 100000000")]
    [InlineData("pushy.http.urls=https://127.0.0.1:1", "pushy.http.tls.certificate-file", "needed with https:// in pushy.http.urls")]
    [InlineData("pushy.http.urls=https://example.com:1", "pushy.http.urls", "and the same with https://")]
    [InlineData("pushy.http.urls=http://example.com:1", "pushy.http.urls", "http://IP:PORT")]
    [InlineData("pushy.http.urls=nonsense", "pushy.http.urls", "http://IP:PORT")]
    [InlineData("pushy.http.urls=", "pushy.http.urls", "http://IP:PORT")]
    [InlineData("pushy.storage.provider=oracle", "pushy.storage.provider", "sqlite, postgresql")]
    [InlineData("pushy.storage.provider=postgresql", "pushy.storage.connection-string", "Host=")]
    [InlineData("pushy.storage.path=", "pushy.storage.path", "folder")]
    [InlineData("pushy.log.level=loud", "pushy.log.level", "debug, information")]
    [InlineData("pushy.log.format=1", "pushy.log.format", "text, json")]
    [InlineData("pushy.server.name=not a host", "pushy.server.name", "host names")]
    [InlineData("pushy.jobs.vote-time=60s", "pushy.jobs.vote-time (from --set)", "pushy.jobs.vote-timeout")]
    [InlineData("pushy.nothing.here=1", "pushy.nothing.here (from --set)", "pushy.jobs.*")]
    [InlineData("pushy.jobs=1", "pushy.jobs (from --set)", "pushy.jobs.*")]
    [InlineData("other.key=1", "other.key (from --set)", "pushy.jobs.*")]
    [InlineData("nonsense", "--set", "pushy.key=value")]
    public void A_bad_setting_is_named_with_what_is_allowed(string set, string key, string allowed)
    {
        var e = Assert.Throws<ConfigurationException>(() => PushyConfig.Load([], [set], []));
        Assert.StartsWith(key, e.Message, StringComparison.Ordinal);
        Assert.Contains(allowed, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_problems_are_told_at_once()
    {
        var e = Assert.Throws<ConfigurationException>(() => PushyConfig.Load([], ["pushy.jobs.linger=1", "pushy.link.max-links=0"], []));
        Assert.Equal(2, e.Message.Split('\n').Length);
    }

    [Fact]
    public void An_unknown_key_says_which_file_or_the_environment_it_came_from()
    {
        var file = Write("pushy.http.url = \"http://127.0.0.1:1\"");
        Assert.StartsWith($"pushy.http.url (from {file})", Assert.Throws<ConfigurationException>(() => PushyConfig.Load([file], [], [])).Message, StringComparison.Ordinal);
        Assert.StartsWith("pushy.http.url (from the environment)",
            Assert.Throws<ConfigurationException>(() => PushyConfig.Load([], [], [new("PUSHY__HTTP__URL", "x")])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_misspelt_root_is_refused() =>
        Assert.StartsWith("puhsy", Assert.Throws<ConfigurationException>(() => PushyConfig.Load([Write("puhsy.jobs.linger = 1s")], [], [])).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("pushy { http {")]
    [InlineData("pushy { http { urls = \"a }\" }")]
    [InlineData("pushy { jobs { linger = 1s ] }")]
    [InlineData("}")]
    [InlineData("pushy.storage.connection-string = \"Password=hunter2")]
    [InlineData("pushy.storage.connection-string = \"\"\"Password=hunter2\"")]
    [InlineData("include \"other.conf\"")]
    public void A_file_that_is_no_HOCON_is_named_and_not_quoted(string text)
    {
        var file = Write(text);
        var e = Assert.Throws<ConfigurationException>(() => PushyConfig.Load([file], [], []));
        Assert.Contains(file, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Braces_in_strings_and_comments_do_not_matter()
    {
        var file = Write("""
            # it's { only a comment
            pushy.storage.path = "}\"{" // and [ this
            """);
        Assert.EndsWith("}\"{", PushyConfig.Load([file], [], []).Options.Storage.Path, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_named() =>
        Assert.Contains("/nowhere.conf", Assert.Throws<ConfigurationException>(() => PushyConfig.Load(["/nowhere.conf"], [], [])).Message, StringComparison.Ordinal);

    [Fact]
    public void A_password_is_in_no_error_and_no_printed_options()
    {
        var e = Assert.Throws<ConfigurationException>(() =>
            PushyConfig.Load([], ["pushy.storage.provider=postgresql", "pushy.storage.connection-string=Password=hunter2"], []));
        Assert.DoesNotContain("hunter2", e.Message, StringComparison.Ordinal);

        var good = PushyConfig.Load([], ["pushy.storage.provider=postgresql", "pushy.storage.connection-string=Host=db;Password=hunter2"], []);
        Assert.DoesNotContain("hunter2", good.Options.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", good.Akka.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Akkas_own_keys_come_through_from_files_and_sets()
    {
        var file = Write("akka.actor.debug.lifecycle = on\nakka.loglevel = INFO\npushy.jobs.linger = 1s");
        var akka = PushyConfig.Load([file], ["akka.loglevel=DEBUG", "akka.remote.dot-netty.tcp.port=4053"], []).Akka;
        Assert.Equal("DEBUG", akka.GetString("akka.loglevel"));
        Assert.True(akka.GetBoolean("akka.actor.debug.lifecycle"));
        Assert.Equal(4053, akka.GetInt("akka.remote.dot-netty.tcp.port"));
        Assert.Equal("127.0.0.1", akka.GetString("akka.remote.dot-netty.tcp.hostname")); // packaged
        Assert.False(akka.HasPath("pushy"));
    }

    private string Write(string text)
    {
        var file = Path.Combine(_folder, $"{Guid.NewGuid():N}.conf");
        File.WriteAllText(file, text);
        return file;
    }
}
