using Pushy.Server.Configuration;
using Pushy.Server.Connections;

namespace Pushy.Server.Tests.Connections;

public sealed class ConnectionPlanTests
{
    [Theory]
    [InlineData(null, 70_000, false)]
    [InlineData(131_072L, 70_000, false)]
    [InlineData(70_512L, 70_000, false)]
    [InlineData(70_511L, 69_999, true)]
    [InlineData(1_024L, 512, true)]
    [InlineData(400L, 16, true)]
    public void Connections_are_as_many_as_open_files_leave_room_for(long? files, long most, bool isBound)
    {
        var plan = ConnectionPlan.Of(Options(), files);
        Assert.Equal((most, isBound), (plan.Most, plan.IsBoundByFiles));
    }

    [Fact]
    public void A_database_on_another_machine_has_files_of_its_own() =>
        Assert.Equal(20_000 - 512 - 64, ConnectionPlan.Of(Options("pushy.storage.provider=postgresql", "pushy.storage.connection-string=Host=db"), 20_000).Most);

    [Fact]
    public void The_limit_of_open_files_is_read_as_Linux_writes_it()
    {
        string[] lines = ["Limit                     Soft Limit           Hard Limit           Units     ", "Max open files            1024                 20000                files     "];
        Assert.Equal((1_024, 20_000), (OpenFiles.In(lines, 0), OpenFiles.In(lines, 1)));
        Assert.Equal(long.MaxValue, OpenFiles.In(["Max open files            unlimited            unlimited            files     "], 0));
        Assert.Null(OpenFiles.In(["Max open files"], 0));
        Assert.Null(OpenFiles.In([], 1));
    }

    private static ServerOptions Options(params string[] sets) => PushyConfig.Load([], sets, []).Options;
}
