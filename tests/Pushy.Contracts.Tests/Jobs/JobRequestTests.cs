using System.Text;
using Pushy.Contracts.Jobs;

namespace Pushy.Contracts.Tests.Jobs;

public sealed class JobRequestTests
{
    [Fact]
    public void Every_field_is_taken_over()
    {
        var request = Accepted("""
            {"command":"c","nodes":["B","A"],"run_timeout":300.0,"quorum":1,"user":"u","dir":"/d","env":{"Z":"1","A":"é"},"file":"raw:x","capture_output":true}
            """);
        Assert.Equal("c", request.Command);
        Assert.Equal(["B", "A"], request.Nodes);
        Assert.Equal((300, 1), (request.RunTimeout, request.Quorum));
        Assert.Equal(("u", "/d", "raw:x", true), (request.User, request.Dir, request.File, request.CaptureOutput));
        Assert.Equal([new("Z", "1"), new("A", "é")], request.Env!);
    }

    [Fact]
    public void What_is_absent_has_its_default()
    {
        var request = Accepted("""{"command":"c","nodes":["A","B"]}""");
        Assert.Equal((3600, 2), (request.RunTimeout, request.Quorum));
        Assert.Equal((null, null, null, null, false), (request.User, request.Dir, request.Env, request.File, request.CaptureOutput));
    }

    [Fact]
    public void A_name_given_twice_keeps_its_first_place_and_counts_once()
    {
        Assert.Equal(["B", "A"], Accepted("""{"command":"c","nodes":["B","A","B","\u0041"]}""").Nodes);
        Assert.Equal(2, Accepted("""{"command":"c","nodes":["B","A","B"]}""").Quorum);
        Assert.Equal(3, Accepted("""{"command":"c","nodes":["B","A","B"],"quorum":3}""").Quorum);
    }

    [Fact]
    public void Of_a_repeated_key_the_first_counts_even_if_it_is_the_wrong_one()
    {
        Assert.Equal("first", Accepted("""{"command":"first","nodes":["A"],"command":5}""").Command);
        Assert.Equal("invalid command supplied", Error("""{"command":5,"nodes":["A"],"command":"second"}"""));
    }

    [Fact]
    public void Too_many_nodes_come_after_no_nodes_and_before_the_rest()
    {
        Assert.Equal("too many nodes (at most 2)", Error("""{"command":"c","nodes":["A","B","C"],"quorum":-1,"file":"x"}""", maxNodes: 2));
        Assert.Equal("invalid key supplied", Error("""{"command":"c","nodes":["A","B","C"],"x":1}""", maxNodes: 2));
        Assert.Equal(["A", "B"], Accepted("""{"command":"c","nodes":["A","B","A"]}""", maxNodes: 2).Nodes);
    }

    [Theory]
    [InlineData("3e2", 300)]
    [InlineData("0.3E+3", 300)]
    [InlineData("30000e-2", 300)]
    [InlineData("300.000", 300)]
    [InlineData("-0", 0)]
    [InlineData("-0.0e5", 0)]
    [InlineData("0e999999999999999999999", 0)]
    [InlineData("2147483647", 2147483647)]
    [InlineData("2147483647.0", 2147483647)]
    [InlineData("0.00000000002147483647e20", 2147483647)]
    public void A_whole_number_may_be_written_in_any_way(string number, int value)
    {
        var request = Accepted($$"""{"command":"c","nodes":["A"],"run_timeout":{{number}},"quorum":{{number}}}""");
        Assert.Equal((value, value), (request.RunTimeout, request.Quorum));
    }

    [Theory]
    [InlineData("1e-400")]
    [InlineData("1e400")]
    [InlineData("1e99999999999999999999")]
    [InlineData("1e-99999999999999999999")]
    [InlineData("2147483647.00000000000000000000000000000000000001")]
    [InlineData("2147483648")]
    [InlineData("9999999999")]
    [InlineData("-1e0")]
    [InlineData("99999999999999999999999999999999999999999999")]
    public void Any_other_number_is_refused(string number) => Assert.Equal(
        "invalid type supplied for run_timeout (expected a number)",
        Error($$"""{"command":"c","nodes":["A"],"run_timeout":{{number}}}"""));

    [Theory]
    [InlineData("""{"command":"\ud800","nodes":["A"]}""")]
    [InlineData("""{"command":"c","nodes":["\udc00\ud800"]}""")]
    [InlineData("""{"command":"c","nodes":["A"],"x":{"y":["\ud800"]}}""")]
    [InlineData("""{"command":"c","nodes":["A"],"\ud800":1}""")]
    [InlineData("""{"command":"c","nodes":["A"],}""")]
    [InlineData("""{"command":"c","nodes":["A"]} {}""")]
    [InlineData("""{"command":"c","nodes":["A"] /* why */}""")]
    [InlineData("   ")]
    public void Text_that_is_no_clean_json_is_refused(string body) => Assert.Equal("invalid JSON", Error(body));

    [Fact]
    public void Bytes_that_are_no_utf8_are_refused()
    {
        var body = Encoding.Latin1.GetBytes("""{"command":"é","nodes":["A"]}""");
        Assert.Equal(new JobRequestResult.Refused(400, "invalid JSON"), JobRequest.Read(body, maxNodes: 10));
    }

    [Theory]
    [InlineData('[')]
    [InlineData('{')]
    [InlineData('"')]
    [InlineData('1')]
    [InlineData('\\')]
    public void A_million_of_one_character_is_refused(char one)
    {
        var endless = new string(one, JobRequest.MaxBodyBytes - 100);
        Assert.IsType<JobRequestResult.Refused>(Read(endless));
        Assert.Equal("invalid JSON", Error("{\"command\":\"c\",\"nodes\":[\"A\"],\"quorum\":" + (one == '1' ? "x" : "") + endless));
    }

    [Fact]
    public void A_number_of_a_million_digits_is_read_in_time_to_refuse_it()
    {
        var digits = new string('9', 900_000);
        Assert.Equal("invalid type supplied for quorum (expected a number)", Error($$"""{"command":"c","nodes":["A"],"quorum":{{digits}}}"""));
        Assert.Equal("invalid type supplied for quorum (expected a number)", Error($$"""{"command":"c","nodes":["A"],"quorum":0.{{digits}}e900000}"""));
    }

    private static JobRequest Accepted(string body, int maxNodes = 10) =>
        Assert.IsType<JobRequestResult.Accepted>(JobRequest.Read(Encoding.UTF8.GetBytes(body), maxNodes)).Request;

    private static string Error(string body, int maxNodes = 10) =>
        Assert.IsType<JobRequestResult.Refused>(JobRequest.Read(Encoding.UTF8.GetBytes(body), maxNodes)).Error;

    private static JobRequestResult Read(string body) => JobRequest.Read(Encoding.UTF8.GetBytes(body), maxNodes: 10);
}
