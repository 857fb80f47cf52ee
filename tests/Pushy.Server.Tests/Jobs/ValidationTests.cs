using System.Text;
using System.Text.Json;

namespace Pushy.Server.Tests.Jobs;

/// <summary>vectors/job-validation.json over HTTP.</summary>
[Collection(JobTests.Name)]
public sealed class ValidationTests(JobServer jobs)
{
    private static readonly JsonElement Vectors =
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "vectors", "job-validation.json"))).RootElement;

    [Fact]
    public async Task Every_body_of_the_vectors_is_taken_or_refused_with_the_exact_error()
    {
        var (taking, refusing) = (await jobs.Organization(), await jobs.Organization());
        var taken = new List<string>();
        foreach (var vector in Vectors.EnumerateArray())
        {
            var expected = vector.GetProperty("status").GetInt32();
            var reply = await taking.Alice.Post((expected == 201 ? taking : refusing).Jobs, Body(vector));
            Assert.True(expected == reply.Status, $"{vector.GetProperty("name")}: {reply.Status} {reply.Body}");
            var answer = JsonDocument.Parse(reply.Body).RootElement;
            if (expected == 201)
                taken.Add(answer.GetProperty("id").GetString()!);
            else
                Assert.Equal(vector.GetProperty("error").GetString(), Assert.Single(answer.EnumerateObject(), one => one.Name == "error").Value.GetString());
        }

        Assert.Equal(133, Vectors.GetArrayLength());
        Assert.Equal(taken.Order(StringComparer.Ordinal), (await taking.Get("jobs")).EnumerateArray().Select(job => job.GetProperty("id").GetString()).Order(StringComparer.Ordinal));
        Assert.Equal("[]", (await refusing.Alice.Get(refusing.Jobs)).Body);
    }

    private static string Body(JsonElement vector)
    {
        if (vector.GetProperty("body").GetString() is { } body)
            return body;
        var repeat = vector.GetProperty("body_repeat");
        return repeat.GetProperty("prefix").GetString()
            + new StringBuilder().Insert(0, repeat.GetProperty("unit").GetString()!, repeat.GetProperty("count").GetInt32())
            + repeat.GetProperty("suffix").GetString();
    }
}
