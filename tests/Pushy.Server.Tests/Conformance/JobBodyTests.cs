using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pushy.Server.Tests.Hosting;

namespace Pushy.Server.Tests.Conformance;

/// <summary>JOBS, second part: what a job may say, and what is shown of it. DONKEY and FIONA are offline.</summary>
[Collection(ConformanceTests.Name)]
public sealed class JobBodyTests(Cast cast)
{
    /// <summary>For what stands in place of a value: the key is not there.</summary>
    private const string LeftOut = "";

    [Theory]
    [InlineData("JOBS-061", "command", "\"sleep 2\"", "command", "\"sleep 2\"")]
    [InlineData("JOBS-069", "nodes", """["DONKEY","FIONA"]""", "nodes", """{"unavailable":["DONKEY","FIONA"]}""")]
    [InlineData("JOBS-081", "quorum", LeftOut, "command", "\"sleep 1\"")]
    [InlineData("JOBS-082", "quorum", "1", "command", "\"sleep 1\"")]
    [InlineData("JOBS-083", "quorum", "999", "command", "\"sleep 1\"")]
    [InlineData("JOBS-090", "run_timeout", LeftOut, "run_timeout", "3600")]
    [InlineData("JOBS-091", "run_timeout", "0", "run_timeout", "0")]
    public async Task What_is_allowed_is_taken_and_shown(string @case, string key, string value, string shown, string expected)
    {
        var reply = await cast.Send(Persona.Admin, Groups.None, "POST", "jobs", Body(key, value));
        Assert.True(reply.Status == 201, $"{@case}: {reply.Body}");
        Assert.Matches("""^\{"uri":"https://[^"]*/jobs/[0-9a-f]{32}"\}$""", reply.Body);
        var id = Cast.JsonElement(reply).GetProperty("uri").GetString()![^32..];
        var job = await Ended(id);

        var times = job.Where(one => one.Key is "created_at" or "updated_at").ToDictionary();
        Assert.Equal(2, times.Count);
        var whole = JsonNode.Parse($$"""
            {"command":"sleep 1","nodes":{"unavailable":["DONKEY"]},"id":"{{id}}","run_timeout":3600,"status":"quorum_failed"}
            """)!.AsObject();
        whole[shown] = JsonNode.Parse(expected);
        foreach (var (name, time) in times)
            whole[name] = time!.DeepClone();
        Assert.True(JsonNode.DeepEquals(whole, job), job.ToJsonString());
    }

    [Theory]
    [InlineData("JOBS-062", "command", LeftOut)]
    [InlineData("JOBS-063", "command", "[]")]
    [InlineData("JOBS-065", "command", "0")]
    [InlineData("JOBS-066", "command", "false")]
    [InlineData("JOBS-067", "command", "null")]
    [InlineData("JOBS-070", "nodes", LeftOut)]
    [InlineData("JOBS-071", "nodes", "\"\"")]
    [InlineData("JOBS-073", "nodes", "[]")]
    [InlineData("JOBS-074", "nodes", """["DONKEY","FIONA",false]""")]
    [InlineData("JOBS-075", "nodes", """["DONKEY","FIONA",null]""")]
    [InlineData("JOBS-077", "nodes", "{}")]
    [InlineData("JOBS-078", "nodes", "0")]
    [InlineData("JOBS-079", "nodes", "false")]
    [InlineData("JOBS-085", "quorum", "\"1\"")]
    [InlineData("JOBS-086", "quorum", "[]")]
    [InlineData("JOBS-087", "quorum", "{}")]
    [InlineData("JOBS-089", "quorum", "null")]
    [InlineData("JOBS-093", "run_timeout", "\"\"")]
    [InlineData("JOBS-094", "run_timeout", "\"1\"")]
    [InlineData("JOBS-095", "run_timeout", "[]")]
    [InlineData("JOBS-097", "run_timeout", "false")]
    [InlineData("JOBS-098", "run_timeout", "null")]
    [InlineData("JOBS-099", "foo", "null")]
    [InlineData("JOBS-101", "foo", "\"bar\"")]
    [InlineData("JOBS-102", "foo", "0")]
    [InlineData("API-001", "capture_output", "1")]
    [InlineData("API-002", "job_badarg", "\"x\"")]
    [InlineData("API-002", "user", "123")]
    [InlineData("API-002", "env", "\"string\"")]
    [InlineData("API-002", "env", """{"A":"1","A":"2"}""")]
    [InlineData("API-002", "file", "\"noprefix\"")]
    [InlineData("API-002", "file", "\"base64:bad$base64\"")]
    public async Task What_is_not_allowed_is_400_and_says_why(string @case, string key, string value)
    {
        var reply = await cast.Send(Persona.Admin, Groups.None, "POST", "jobs", Body(key, value));
        Assert.True(reply.Status == 400, $"{@case}: {reply.Status}");
        Assert.Equal(Why(key, value), Cast.JsonElement(reply).GetProperty("error").GetString());
    }

    [Fact(DisplayName = "JOBS-103 JOBS-105 A job's times are dates, the second not before the first")]
    public async Task A_jobs_times_are_dates_the_second_not_before_the_first()
    {
        var job = await Ended(await cast.Post(Groups.None, Persona.Admin, Cast.ValidJob));
        Assert.True(Time(job, "updated_at") >= Time(job, "created_at"));
    }

    private static DateTimeOffset Time(JsonObject job, string name) =>
        DateTimeOffset.ParseExact(job[name]!.GetValue<string>(), "R", CultureInfo.InvariantCulture);

    private static string Body(string key, string value)
    {
        var fields = new Dictionary<string, string> { ["command"] = "\"sleep 1\"", ["nodes"] = """["DONKEY"]""", ["quorum"] = "1", ["run_timeout"] = "3600" };
        if (value == LeftOut)
            fields.Remove(key);
        else
            fields[key] = value;
        return "{" + string.Join(',', fields.Select(one => $"\"{one.Key}\":{one.Value}")) + "}";   // as text: a value may name a key twice
    }

    private static string Why(string key, string value) => (key, value) switch
    {
        ("command", _) => "invalid command supplied",
        ("nodes", _) => "at least one node must be supplied",
        ("quorum" or "run_timeout", _) => $"invalid type supplied for {key} (expected a number)",
        ("capture_output", _) => "invalid type supplied for capture_output (expected a boolean)",
        ("env", ['{', ..]) => "invalid environment value (duplicate key)",
        ("file", "\"noprefix\"") => "invalid file contents (expected 'base64:...' or 'raw:...')",
        ("file", _) => "invalid file contents (couldn't decode base64 string)",
        ("user" or "env", _) => "an unknown validation error has occurred",
        _ => "invalid key supplied",
    };

    private async Task<JsonObject> Ended(string id) => await Eventually.See(
        async () =>
        {
            var reply = await cast.Send(Persona.Admin, Groups.None, "GET", $"jobs/{id}");
            Assert.Equal(200, reply.Status);
            return JsonSerializer.Deserialize<JsonObject>(reply.Body)!;
        },
        job => job["status"]!.GetValue<string>() == "quorum_failed");
}
