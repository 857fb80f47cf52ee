using Pushy.Cli.Processes;

namespace Pushy.Cli.Tests.Processes;

public sealed class ChildTests : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan NoGrace = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    private readonly TestFolder _folder = new();
    private readonly Guard _guard;

    public ChildTests() => _guard = Guard.Start(_folder.In("guarded"));

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _guard.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Its_output_goes_to_its_log_and_its_exit_code_comes_back()
    {
        var child = Start("echo out; echo err >&2; exit 7");

        Assert.Equal(7, await child.Exited);
        Assert.Equal("out\nerr\n", await File.ReadAllTextAsync(child.Log));
    }

    [Fact]
    public async Task Its_output_can_go_to_a_file_of_its_own()
    {
        var child = Child.Start("child", "/bin/sh", ["-c", "echo secret; echo note >&2"], _folder.In("log"), _guard, output: _folder.In("output"));

        await child.Exited;
        Assert.Equal("secret\n", await File.ReadAllTextAsync(_folder.In("output")));
        Assert.Equal("note\n", await File.ReadAllTextAsync(child.Log));
    }

    [Fact]
    public async Task It_reads_nothing_from_us()
    {
        var child = Start("cat; echo end");

        Assert.Equal(0, await child.Exited);
        Assert.Equal("end\n", await File.ReadAllTextAsync(child.Log));
    }

    [Fact]
    public async Task Its_arguments_arrive_as_they_are()
    {
        var child = Child.Start("args", "/usr/bin/printf", ["%s|", "a b", "$x", "it's", ""], _folder.In("log"), _guard);

        await child.Exited;
        Assert.Equal("a b|$x|it's||", await File.ReadAllTextAsync(child.Log));
    }

    [Fact]
    public async Task It_is_asked_to_end_and_may_clean_up()
    {
        var child = Start($"trap 'echo bye; exit 3' TERM; echo $$ > {_folder.In("pid")}; while :; do sleep 0.05; done");
        await LivingProcess.ReadPidAsync(_folder.In("pid"));

        await child.StopAsync(Grace);

        Assert.Equal(3, await child.Exited);
        Assert.Equal("bye\n", await File.ReadAllTextAsync(child.Log));
    }

    [Fact]
    public async Task One_that_does_not_end_is_killed_with_its_descendants()
    {
        var child = Start($"trap '' TERM; sleep 600 & echo $! > {_folder.In("pid")}; wait");
        var grandchild = await LivingProcess.ReadPidAsync(_folder.In("pid"));

        await child.StopAsync(NoGrace);

        Assert.Equal(128 + 9, await child.Exited);
        await LivingProcess.AssertGoneAsync(grandchild);
    }

    [Fact]
    public async Task Ending_one_that_has_ended_does_nothing()
    {
        var child = Start("exit 0");
        await child.Exited;

        await child.StopAsync(Grace);

        Assert.Equal(0, await child.Exited);
    }

    private Child Start(string script) => Child.Start("child", "/bin/sh", ["-c", script], _folder.In("log"), _guard);
}
