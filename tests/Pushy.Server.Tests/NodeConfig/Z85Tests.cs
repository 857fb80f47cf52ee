using Pushy.Server.NodeConfig;

namespace Pushy.Server.Tests.NodeConfig;

/// <summary>ZeroMQ RFC 32.</summary>
public sealed class Z85Tests
{
    [Fact]
    public void The_RFCs_own_example_is_written_and_read()
    {
        byte[] bytes = [0x86, 0x4F, 0xD2, 0x6F, 0xB5, 0x59, 0xF7, 0x5B];
        Assert.Equal("HelloWorld", Z85.Encode(bytes));
        Assert.Equal(bytes, Z85.Decode("HelloWorld"));
    }

    [Fact]
    public void Every_key_comes_back()
    {
        var chance = new Random(1);
        for (var i = 0; i < 1_000; i++)
        {
            var key = new byte[32];
            chance.NextBytes(key);
            Assert.Equal(key, Z85.Decode(Z85.Encode(key)));
        }

        Assert.Equal("%nSc0", Z85.Encode([0xff, 0xff, 0xff, 0xff]));
        Assert.Equal([0xff, 0xff, 0xff, 0xff], Z85.Decode("%nSc0")!);
    }

    [Theory]
    [InlineData("Hell")]
    [InlineData("Hell~")]
    [InlineData("Hell\u00e9")]
    [InlineData("%nSc1")]
    [InlineData("#####")]
    public void What_is_not_Z85_is_not_read(string text) => Assert.Null(Z85.Decode(text));
}
