using System.Net;
using System.Text;
using System.Text.Json;
using Pushy.EndToEnd.Tests.Fleets;

namespace Pushy.EndToEnd.Tests.Conformance;

/// <summary>E2E, FILEDIR: commands, their options, their output and their end.</summary>
[Collection(SceneTests.Name)]
public sealed class CommandCases(Scene scene)
{
    private const string Succeeded = $"complete succeeded={Scene.Donkey}";
    private const string Failed = $"complete failed={Scene.Donkey}";

    /// <summary>Any account when the agent is root; else it cannot become another.</summary>
    private static readonly string Account = Environment.IsPrivilegedProcess ? "daemon" : Environment.UserName;

    [Fact(DisplayName = "E2E-003 A node whose chef-client lock is held says no")]
    public Task A_node_whose_lock_is_held_says_no() => Alone(async () =>
    {
        await using var held = new FileStream(scene.LockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        var id = await scene.EndsAsync(Scene.On(Scene.Donkey, "chef-client"), $"quorum_failed nacked={Scene.Donkey}");
        Assert.Equal(3600, (await scene.Fleet.Api.JobAsync(id)).RunTimeout);
    });

    [Theory]
    [InlineData("E2E-006", "exit 1", Failed)]
    [InlineData("E2E-021", "alias-that-succeeds", Succeeded)]
    [InlineData("E2E-022", "alias-that-fails", Failed)]
    public Task A_command_ends_as_it_ends(string @case, string command, string expected) => Alone(() => scene.EndsAsync(Scene.On(Scene.Donkey, command), expected), @case);

    [Fact(DisplayName = "E2E-013 A quick command is done before its run_timeout")]
    public Task A_quick_command_is_done_before_its_run_timeout() => Alone(async () =>
    {
        var id = await scene.EndsAsync(Scene.On(Scene.Donkey, "true") with { RunTimeout = 2 }, Succeeded);
        Assert.Equal(2, (await scene.Fleet.Api.JobAsync(id)).RunTimeout);
    });

    [Fact(DisplayName = "E2E-014 A slow command is ended by its run_timeout and has no effect")]
    public Task A_slow_command_is_ended_by_its_run_timeout() => Alone(async () =>
    {
        var effect = scene.Fleet.In("effect");
        var id = await scene.EndsAsync(Scene.On(Scene.Donkey, $"sleep 2; touch {effect}") with { RunTimeout = 1 }, $"timed_out timed_out={Scene.Donkey}");
        await Until.TrueAsync("its processes are gone", () => ProcessTable.OfJob(id).Count == 0);
        Assert.False(File.Exists(effect));
    });

    [Fact(DisplayName = "E2E-023 User, dir and env are those of the process")]
    public Task User_dir_and_env_are_those_of_the_process() => Alone(async () =>
    {
        var printed = await scene.PrintsAsync(Scene.On(Scene.Donkey, "id -un; id -run; pwd; echo $E1 $E2") with { User = Account, Dir = "/tmp", Env = new Dictionary<string, string> { ["E1"] = "one", ["E2"] = "two" } });
        Assert.Equal($"{Account}\n{Account}\n/tmp\none two\n", printed);
    });

    [Fact(DisplayName = "E2E-025 A directory that does not exist is a no")]
    public Task A_directory_that_does_not_exist_is_a_no() =>
        Alone(() => scene.EndsAsync(Scene.On(Scene.Donkey, "true") with { Dir = "/no/such/dir" }, $"quorum_failed nacked={Scene.Donkey}"));

    [Fact(DisplayName = "E2E-026 CHEF_PUSH_JOB_ID is the job's id")]
    public Task The_job_id_is_in_the_environment() => Alone(async () =>
    {
        var id = await scene.EndsAsync(Scene.On(Scene.Donkey, "echo $CHEF_PUSH_JOB_ID") with { CaptureOutput = true }, Succeeded);
        Assert.Equal($"{id}\n", await scene.OutputAsync(id, "stdout"));
    });

    [Fact(DisplayName = "E2E-027 E2E-029 The file is there, decoded, below pushy/")]
    public Task The_file_is_there_decoded() => Alone(async () =>
    {
        var content = Convert.ToBase64String(Encoding.UTF8.GetBytes("line one\nünd zwei"));
        Assert.Equal("line one\nünd zwei", await scene.PrintsAsync(Scene.On(Scene.Donkey, "cat $CHEF_PUSH_JOB_FILE") with { File = $"base64:{content}" }));
        Assert.Contains("pushy/", await scene.PrintsAsync(Scene.On(Scene.Donkey, "echo $CHEF_PUSH_JOB_FILE") with { File = "raw:x" }), StringComparison.Ordinal);
    });

    [Fact(DisplayName = "E2E-030 A configured directory of files is used")]
    public Task A_configured_directory_of_files_is_used() => scene.With([], async () =>
    {
        var config = scene.Fleet.In("agent.json");
        await File.WriteAllTextAsync(config, JsonSerializer.Serialize(new { file_dir = scene.Fleet.In("elsewhere") }));
        scene.Fleet.StartAgent(Scene.Donkey, config: config);
        await scene.Fleet.AvailableAsync(Scene.Donkey);
        Assert.StartsWith(scene.Fleet.In("elsewhere") + "/", await scene.PrintsAsync(Scene.On(Scene.Donkey, "echo $CHEF_PUSH_JOB_FILE") with { File = "raw:x" }), StringComparison.Ordinal);
        await scene.StopAsync(Scene.Donkey);
    });

    [Fact(DisplayName = "FILEDIR-001 FILEDIR-002 Files of jobs are deleted once they are old, and other files are not")]
    public Task Files_of_jobs_are_deleted_once_they_are_old() => Alone(async () =>
    {
        var mine = (await scene.PrintsAsync(Scene.On(Scene.Donkey, "echo $CHEF_PUSH_JOB_FILE") with { File = "raw:test" })).Trim();
        var young = (await scene.PrintsAsync(Scene.On(Scene.Donkey, "echo $CHEF_PUSH_JOB_FILE") with { File = "raw:test" })).Trim();
        var other = Path.Combine(Path.GetDirectoryName(mine)!, "other");
        Assert.Equal("test", await File.ReadAllTextAsync(mine));
        await File.WriteAllTextAsync(other, "");
        foreach (var old in new[] { mine, other })
            File.SetLastWriteTimeUtc(old, TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(-2));

        await scene.StopAsync(Scene.Donkey);
        scene.Fleet.StartAgent(Scene.Donkey);   // it looks for old files when it starts, and once a day
        await scene.Fleet.AvailableAsync(Scene.Donkey);
        Assert.False(File.Exists(mine));
        Assert.True(File.Exists(young));
        Assert.True(File.Exists(other));
    });

    [Fact(DisplayName = "E2E-031 A body that is too large is 413")]
    public Task A_body_that_is_too_large_is_413() => Alone(async () =>
    {
        var answer = await scene.Fleet.Api.SendAsync(HttpMethod.Post, "/jobs", new byte[1_000_001]);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.Status);
        Assert.Equal("""{"error":"JSON must be no more than 1000000 bytes."}""", answer.Text);
    });

    [Fact(DisplayName = "E2E-033 User, dir and env are shown as given")]
    public Task User_dir_and_env_are_shown_as_given() => Alone(async () =>
    {
        var id = await scene.EndsAsync(Scene.On(Scene.Donkey, "true") with { User = Account, Dir = "/tmp", Env = new Dictionary<string, string> { ["E1"] = "one" } }, Succeeded);
        var job = await scene.Fleet.Api.JobAsync(id);
        Assert.Equal((Account, "/tmp", "one"), (job.User, job.Dir, job.Env!["E1"]));
        Assert.False(job.FileSpecified);
    });

    [Fact(DisplayName = "E2E-034 E2E-035 That there is a file is shown, and the file itself when it is asked for")]
    public Task That_there_is_a_file_is_shown() => Alone(async () =>
    {
        var id = await scene.EndsAsync(Scene.On(Scene.Donkey, "true") with { File = "raw:foo" }, Succeeded);
        var job = await GetAsync($"/jobs/{id}");
        Assert.True(job.GetProperty("file_specified").GetBoolean());
        Assert.DoesNotContain(job.EnumerateObject(), one => one.Name is "user" or "dir" or "env" or "file");

        var whole = await GetAsync($"/jobs/{id}?include_file=true");
        Assert.Equal("raw:foo", whole.GetProperty("file").GetString());
        Assert.False(whole.TryGetProperty("file_specified", out _));
    });

    [Theory]
    [InlineData("E2E-037", "true", Succeeded, "", "")]
    [InlineData("E2E-038", "echo testout; echo testerr >&2", Succeeded, "testout\n", "testerr\n")]
    [InlineData("E2E-039", "echo testout; echo testerr >&2; exit 1", Failed, "testout\n", "testerr\n")]
    [InlineData("E2E-041", "exit 0", Succeeded, "", "")]
    [InlineData("E2E-042", "echo testout", Succeeded, "testout\n", "")]
    [InlineData("E2E-043", "echo testerr >&2", Succeeded, "", "testerr\n")]
    public Task Output_is_captured_as_it_was_printed(string @case, string command, string end, string stdout, string stderr) => Alone(async () =>
    {
        var id = await scene.EndsAsync(Scene.On(Scene.Donkey, command) with { CaptureOutput = true }, end);
        Assert.Equal(stdout, await scene.OutputAsync(id, "stdout"));
        Assert.Equal(stderr, await scene.OutputAsync(id, "stderr"));
    }, @case);

    private Task Alone(Func<Task> @case, string id = "") => scene.With([Scene.Donkey], @case, id);

    private async Task<JsonElement> GetAsync(string path) => JsonSerializer.Deserialize<JsonElement>((await scene.Fleet.Api.SendAsync(HttpMethod.Get, path, [])).Body);
}
