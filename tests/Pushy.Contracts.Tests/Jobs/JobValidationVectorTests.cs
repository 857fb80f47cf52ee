using System.Text;
using System.Text.Json;
using Pushy.Contracts.Jobs;

namespace Pushy.Contracts.Tests.Jobs;

/// <summary>vectors/job-validation.json.</summary>
public sealed class JobValidationVectorTests
{
    private static readonly JsonElement Vectors =
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "vectors", "job-validation.json"))).RootElement;

    public static TheoryData<string> Names => new(Vectors.EnumerateArray().Select(one => one.GetProperty("name").GetString()!));

    [Fact]
    public void All_133_are_there() => Assert.Equal(133, Names.Count);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_body_is_taken_or_refused_with_the_exact_text(string name)
    {
        var vector = Vectors.EnumerateArray().Single(one => one.GetProperty("name").GetString() == name);
        var result = JobRequest.Read(Body(vector), maxNodes: 1000);
        var (status, error) = result is JobRequestResult.Refused refused ? (refused.Status, refused.Error) : (201, null);
        Assert.Equal((vector.GetProperty("status").GetInt32(), vector.GetProperty("error").GetString()), (status, error));
    }

    private static byte[] Body(JsonElement vector)
    {
        if (vector.GetProperty("body").GetString() is { } body)
            return Encoding.UTF8.GetBytes(body);
        var repeat = vector.GetProperty("body_repeat");
        var unit = repeat.GetProperty("unit").GetString()!;
        return Encoding.UTF8.GetBytes(
            repeat.GetProperty("prefix").GetString()
            + new StringBuilder().Insert(0, unit, repeat.GetProperty("count").GetInt32())
            + repeat.GetProperty("suffix").GetString());
    }
}
