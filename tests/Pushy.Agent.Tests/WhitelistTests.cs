using System.Text;
using Pushy.Agent.Jobs;
using Pushy.Agent.Settings;

namespace Pushy.Agent.Tests;

public sealed class WhitelistTests
{
    [Theory]
    [InlineData("""{"deploy": "/opt/deploy --all"}""", "deploy", "/bin/sh|-c|/opt/deploy --all")]
    [InlineData("""{"deploy": {"command_line": "/opt/deploy"}}""", "deploy", "/bin/sh|-c|/opt/deploy")]
    [InlineData("""{"deploy": {"argv": ["/opt/deploy", "$HOME"]}}""", "deploy", "/opt/deploy|$HOME")]
    [InlineData("""{"/deploy (\\w+)/": "/opt/deploy \\1"}""", "deploy web", "/bin/sh|-c|/opt/deploy 'web'")]
    [InlineData("""{"/deploy (.+)/": "/opt/deploy \\1"}""", "deploy x'; rm -rf /", @"/bin/sh|-c|/opt/deploy 'x'\''; rm -rf /'")]
    [InlineData("""{"/deploy (.+)/": {"command_line": "/opt/deploy \\1", "unsafe": true}}""", "deploy a b", "/bin/sh|-c|/opt/deploy a b")]
    [InlineData("""{"/deploy (.+)/": {"argv": ["/opt/deploy", "to=\\1"]}}""", "deploy a'b c", "/opt/deploy|to=a'b c")]
    [InlineData("""{"/(a)(b)?/": "x \\0 \\1 \\2"}""", "a", "/bin/sh|-c|x 'a' 'a' ''")]
    [InlineData("""{"/a.*/": "pattern", "ab": "exact"}""", "ab", "/bin/sh|-c|exact")]
    [InlineData("""{"/a.*/": "first", "/ab/": "second"}""", "ab", "/bin/sh|-c|first")]
    [InlineData("""{"/a|ab/": "alternatives"}""", "ab", "/bin/sh|-c|alternatives")]
    [InlineData("""{"/(a)\\1/": "backreference"}""", "aa", "/bin/sh|-c|backreference")]
    public void A_command_in_the_whitelist_stands_for_what_it_says(string whitelist, string command, string argv) =>
        Assert.Equal(argv, string.Join('|', Parse(whitelist).Find(command)!.Argv));

    [Theory]
    [InlineData("""{"deploy": "x"}""", "deploy all")]
    [InlineData("""{"deploy": "x"}""", "Deploy")]
    [InlineData("""{"/deploy/": "x"}""", "deploy all")]
    [InlineData("""{"/deploy/": "x"}""", "please deploy")]
    [InlineData("""{"/^deploy$/": "x"}""", "deploy\nrm -rf /")]
    [InlineData("""{"/deploy.*/": "x"}""", "deploy\u0007")]
    [InlineData("""{"/(a+)+\\1b/": "x"}""", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac")]
    [InlineData("{}", "chef-client")]
    public void Anything_else_is_not_allowed(string whitelist, string command) => Assert.Null(Parse(whitelist).Find(command));

    [Fact]
    public void Without_a_file_only_chef_client_may_run()
    {
        Assert.NotNull(Whitelist.Default.Find("chef-client"));
        Assert.Null(Whitelist.Default.Find("chef-client -o x"));
    }

    [Theory]
    [InlineData("[]", "must be a JSON object")]
    [InlineData("{", "is not JSON")]
    [InlineData("""{"bad": 1}""", "key \"bad\": the value must be a command line or an object")]
    [InlineData("""{"bad": ""}""", "key \"bad\": the command must not be empty")]
    [InlineData("""{"bad": {}}""", "key \"bad\": needs either command_line or argv")]
    [InlineData("""{"bad": {"command_line": "x", "argv": ["x"]}}""", "key \"bad\": needs either command_line or argv")]
    [InlineData("""{"bad": {"command_line": "x", "color": 1}}""", "key \"bad\": there is no field color")]
    [InlineData("""{"bad": {"command_line": "x", "lock": 1}}""", "key \"bad\": lock must be true, false or an absolute path")]
    [InlineData("""{"bad": {"argv": []}}""", "key \"bad\": argv must be an array of at least one text")]
    [InlineData("""{"/(/": "x"}""", "key \"/(/\": is not a regular expression")]
    [InlineData("""{"/a)|(b/": "x"}""", "key \"/a)|(b/\": is not a regular expression")]
    [InlineData("""{"/a/": "x \\1"}""", @"\1 refers to a group that the expression does not have")]
    [InlineData("""{"/(a)/": "sh -c \"x \\1\""}""", "stands inside quotes")]
    [InlineData("""{"/(a)/": "sh -c 'x \\1'"}""", "stands inside quotes")]
    [InlineData("""{"/(a)/": "echo `x \\1`"}""", "stands inside quotes")]
    [InlineData("""{"/(a)/": "echo $(x \\1)"}""", "stands inside quotes or a substitution")]
    [InlineData("""{"a": "x", "a": "y"}""", "key \"a\": is there twice")]
    public void A_wrong_whitelist_is_refused_with_the_key_and_what_is_wrong(string whitelist, string words)
    {
        var wrong = Assert.Throws<SettingsException>(() => Parse(whitelist));
        Assert.Contains(words, wrong.Message);
        Assert.Contains("whitelist.json", wrong.Message);
    }

    [Fact]
    public void Groups_in_double_quotes_are_allowed_where_the_entry_says_unsafe() =>
        Assert.Equal("echo \"a\"", Parse("""{"/(a)/": {"command_line": "echo \"\\1\"", "unsafe": true}}""").Find("a")!.Argv[2]);

    private static Whitelist Parse(string json) => WhitelistFile.Parse(Encoding.UTF8.GetBytes(json), "whitelist.json");
}
