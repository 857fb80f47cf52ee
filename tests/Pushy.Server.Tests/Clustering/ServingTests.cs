using Pushy.Server.Admin;
using Pushy.Server.Storage;
using Pushy.Server.Tests.Hosting;

namespace Pushy.Server.Tests.Clustering;

public sealed class ServingTests
{
    private static readonly string[] Here = ["http://127.0.0.1:4711"];

    [Fact]
    public async Task A_host_that_was_put_out_begins_anew_where_it_listened_until_it_is_told_to_stop()
    {
        var starts = await Starts(_ => Here, urls => urls, _ => null);
        Assert.Equal([null, Here, Here], starts);
    }

    [Fact]
    public async Task It_does_not_give_up_because_its_database_is_away_or_its_port_not_free_yet()
    {
        var starts = await Starts(
            _ => Here, _ => throw new StorageUnavailableException("away"), _ => throw new IOException("address already in use"), _ => null);
        Assert.Equal([null, Here, Here, Here], starts);
    }

    [Fact]
    public async Task A_first_start_without_a_database_fails() =>
        await Assert.ThrowsAsync<StorageUnavailableException>(() => Starts(_ => throw new StorageUnavailableException("away")));

    /// <summary>What each start was told.</summary>
    private static async Task<List<IReadOnlyList<string>?>> Starts(params Func<IReadOnlyList<string>?, IReadOnlyList<string>?>[] ends)
    {
        var told = new List<IReadOnlyList<string>?>();
        await Serving.Run(
            urls =>
            {
                told.Add(urls);
                return Task.FromResult(ends[told.Count - 1](urls));
            },
            TextWriter.Null, new HastyTime(), default);
        return told;
    }
}
