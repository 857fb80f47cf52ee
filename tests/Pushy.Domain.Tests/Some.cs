using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Domain.Tests;

/// <summary>Fixed values.</summary>
internal static class Some
{
    public static readonly DateTimeOffset Noon = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset Later = Noon.AddSeconds(30);
    public static readonly NodeName Web1 = new("web1"), Web2 = new("web2"), Web3 = new("web3"), Stranger = new("stranger");
    public static readonly JobId Id = new("aaaaaaaaaaaabbbbbbbbbbbbbbbbbbbb");
    public static readonly CommandResult Success = new(true, 0, null, null, Noon.AddSeconds(1), Noon.AddSeconds(2));
    public static readonly CommandResult Failure = new(false, 3, null, null, null, null);

    public static JobSpec Spec(int quorum = 2, params NodeName[] nodes) => new(
        Id, "0123456789abcdef0123aaaaaaaaaaaa", "chef-client", nodes is [] ? [Web1, Web2] : [.. nodes], quorum,
        RunTimeout: TimeSpan.FromSeconds(3600), VoteWindow: TimeSpan.FromSeconds(60), new RunOptions(), "pushy-user");
}
