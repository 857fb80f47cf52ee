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

    [Theory]
    [InlineData("cat <<END\n\\1\nEND", "here-document")]
    [InlineData("cat <<-'END' | tee /dev/null\n\\1\nEND", "here-document")]
    [InlineData("echo it # don't \\1", "in a comment")]
    [InlineData("echo it # don't\necho 'x \\1 y'", "inside quotes")]
    [InlineData("eval echo \\1", "argument of eval")]
    [InlineData("true; trap \\1 EXIT", "argument of trap")]
    [InlineData("echo $(( \\1 + 1 ))", "inside quotes or a substitution")]
    [InlineData("if (( \\1 )); then true; fi", "in or after ((")]
    [InlineData("[[ \\1 -eq 0 ]]", "in or after [[")]
    [InlineData("echo $\\1", "follows a $")]
    [InlineData("echo ${X:-\\1}", "inside quotes or a substitution")]
    [InlineData("echo $'it\\'s' \\1", "inside quotes or a substitution")]
    [InlineData("echo \"$(case x in x) echo \"q \\1\";; esac)\"", "inside quotes or a substitution")]
    [InlineData("echo \"$(echo \"a\" \\1)\"", "inside quotes or a substitution")]
    public void A_reference_where_quotes_would_not_protect_is_refused(string line, string words)
    {
        var entry = System.Text.Json.JsonSerializer.Serialize(line);
        Assert.Contains(words, Assert.Throws<SettingsException>(() => Parse($$"""{"/x(.*)/": {{entry}} }""")).Message);
        Assert.NotNull(Parse($$"""{"/x(.*)/": {"command_line": {{entry}}, "unsafe": true} }""").Find("xa"));
    }

    [Theory]
    [InlineData("deploy --app=\\1 --at \"$(date +%s)\" --on `hostname` > ${LOG} 2>&1 \\1")]
    [InlineData("cd '/srv/my app' && ./run \\1 | tee out; echo \"don't\" \\1")]
    [InlineData("case \\1 in a) echo \\1;; esac # done")]
    [InlineData("x=\\1; echo \"$x\" $HOME \\1; (cd /tmp; ls \\1) <in >\\1")]
    public void A_reference_in_a_plain_word_is_taken(string line)
    {
        var argv = Parse($$"""{"/x(.*)/": {{System.Text.Json.JsonSerializer.Serialize(line)}} }""").Find("x$(id)")!.Argv;
        Assert.Equal(line.Replace("\\1", "'$(id)'", StringComparison.Ordinal), argv[2]);
    }

    [Theory]
    [InlineData(@"/v \d+/", "v 12", "v \u0661")]
    [InlineData(@"/v [\d.]+/", "v 1.2", "v 1.\u0967")]
    [InlineData(@"/v \w+/", "v a_1", "v \u00e9")]
    [InlineData(@"/v\s1/", "v 1", "v\u00a01")]
    [InlineData(@"/(?i)mark/", "MARK", "mar\u212a")]
    public void Classes_of_characters_are_those_of_ascii(string key, string fits, string doesNot)
    {
        var whitelist = Parse($$"""{ {{System.Text.Json.JsonSerializer.Serialize(key)}}: "true"}""");
        Assert.NotNull(whitelist.Find(fits));
        Assert.Null(whitelist.Find(doesNot));
    }

    private static Whitelist Parse(string json) => WhitelistFile.Parse(Encoding.UTF8.GetBytes(json), "whitelist.json");
}
