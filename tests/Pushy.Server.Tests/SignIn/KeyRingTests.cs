using Pushy.Server.Configuration;
using Pushy.Server.SignIn;
using Pushy.Server.Tests.Hosting;

namespace Pushy.Server.Tests.SignIn;

public sealed class KeyRingTests
{
    private readonly KeyRing _keys = new(PushyConfig.Load([], [], []).Options.SignIn, TimeProvider.System);

    [Fact]
    public void A_key_is_read_once()
    {
        Assert.True(_keys.TryGet(TestKeys.MinePublic, out var first));
        Assert.True(_keys.TryGet(TestKeys.MinePublic, out var second));
        Assert.Same(first, second);
    }

    [Fact]
    public void A_text_that_is_no_key_is_none_each_time()
    {
        Assert.False(_keys.TryGet("no key", out _));
        Assert.False(_keys.TryGet("no key", out _));
    }
}
