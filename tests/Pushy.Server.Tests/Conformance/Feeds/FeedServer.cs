using Pushy.Server.Tests.Jobs;

namespace Pushy.Server.Tests.Conformance.Feeds;

/// <summary>A server whose times are short, for some cases wait for them.</summary>
public sealed class FeedServer : JobServer
{
    public override Task InitializeAsync() => Start(["pushy.jobs.linger=1s", "pushy.jobs.vote-timeout=3s", "pushy.feeds.keep-alive=500ms"]);
}

/// <summary>A server that keeps what happened for a second.</summary>
public sealed class ForgetfulServer : JobServer
{
    public override Task InitializeAsync() => Start(["pushy.feeds.history=1s"]);
}

[CollectionDefinition(Name)]
public sealed class FeedTests : ICollectionFixture<FeedServer>
{
    public const string Name = "conformance of feeds";
}
