using System.Text;
using System.Text.Json;

namespace Pushy.Server.Tests.Jobs;

/// <summary>Whatever comes in, it is never our mistake. Seeds are fixed; a failure names the one that shows it.</summary>
[Collection(JobTests.Name)]
public sealed class FuzzTests(JobServer jobs)
{
    private const int Bodies = 1_000;
    private const int AtATime = 8;

    private static readonly byte[][] Samples =
    [
        .. JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "vectors", "job-validation.json"))).RootElement.EnumerateArray()
            .Select(vector => vector.GetProperty("body").GetString()).OfType<string>().Select(Encoding.UTF8.GetBytes),
    ];

    private static readonly byte[][] Spices =
    [
        .. new[] { "{", "}", "[", "]", "\"", ",", ":", "null", "true", "-1", "1e400", "0.5", "\\u0000", "\\ud800", "\\", "\"\"", "{}", "[[[[", "\"nodes\":[\"a\"]", "\"command\":\"\"", "base64:", "raw:" }
            .Select(Encoding.UTF8.GetBytes),
        [0], [0xff], [0xc3], [0xef, 0xbb, 0xbf], [0xed, 0xa0, 0x80],
    ];

    [Fact]
    public async Task No_job_body_is_our_mistake()
    {
        var org = await jobs.Organization();
        await Parallel.ForEachAsync(Enumerable.Range(0, Bodies), new ParallelOptions { MaxDegreeOfParallelism = AtATime }, async (seed, _) =>
        {
            var body = Body(new Random(seed));
            var reply = await org.Alice.Send("POST", org.Jobs, body, request => request.Content!.Headers.ContentType = new("application/json"));
            Assert.True(reply.Status is 201 or 400, $"seed {seed}: {reply.Status} {reply.Body}");
            if (reply.Status == 201)
                Assert.Equal(200, (await org.Alice.Get($"{org.Jobs}/{reply.Header("Location")![^32..]}")).Status);
            else
                Assert.Equal(JsonValueKind.String, JsonDocument.Parse(reply.Body).RootElement.GetProperty("error").ValueKind);
        });
        Assert.Equal(200, (await org.Alice.Get(org.Jobs)).Status);
    }

    private static byte[] Body(Random chance)
    {
        if (chance.Next(20) == 0)
        {
            var noise = new byte[chance.Next(200)];
            chance.NextBytes(noise);
            return noise;
        }

        List<byte> body = [.. Pick(chance, Samples)];
        for (var changes = chance.Next(1, 5); changes > 0; changes--)
        {
            var at = chance.Next(body.Count + 1);
            switch (chance.Next(4))
            {
                case 0: body.InsertRange(at, Pick(chance, Spices)); break;
                case 1: body.RemoveRange(at, Math.Min(chance.Next(1, 8), body.Count - at)); break;
                case 2: body.InsertRange(at, body.GetRange(at, Math.Min(chance.Next(1, 20), body.Count - at))); break;
                case var _ when at < body.Count: body[at] ^= (byte)(1 << chance.Next(8)); break;
            }
        }

        return [.. body];
    }

    private static T Pick<T>(Random chance, T[] from) => from[chance.Next(from.Length)];
}
