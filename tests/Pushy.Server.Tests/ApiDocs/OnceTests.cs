using Pushy.Server.ApiDocs;

namespace Pushy.Server.Tests.ApiDocs;

public sealed class OnceTests
{
    [Fact]
    public async Task What_could_not_be_made_is_made_again_for_who_asks_next()
    {
        var tries = 0;
        var once = new Once<string>(() => ++tries == 1 ? throw new IOException("too many open files") : Task.FromResult("made"));

        await Assert.ThrowsAsync<IOException>(once.Get);
        Assert.Equal("made", await once.Get());
        Assert.Equal("made", await once.Get());
        Assert.Equal(2, tries);
    }
}
