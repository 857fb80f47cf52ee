using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Pushy.Actors.Presence;
using Pushy.Contracts.Jobs;

namespace Pushy.Benchmarks.Fleet;

/// <summary>How long it takes from sending a POST to the start of the process on the node: one real agent, one clock.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
internal static class PostToProcess
{
    private const int WarmUp = 30;
    private const int Measured = 300;

    /// <param name="agent">The published <c>pushy-agent</c>.</param>
    public static async Task<int> Print(TextWriter output, string agent)
    {
        await using var server = new BenchServer();
        await server.Start(["node-1"]);
        using var http = server.Client();
        var key = Path.Combine(server.Folder, "node-1.pem");
        await using (var file = new StreamWriter(key, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite }))
            await file.WriteAsync(server.Key.ExportPkcs8PrivateKeyPem());
        var whitelist = Path.Combine(server.Folder, "whitelist.json");
        await File.WriteAllTextAsync(whitelist, """{"true":"true"}""");
        using var process = Process.Start(new ProcessStartInfo(agent)
        {
            ArgumentList =
            {
                "run", "--server", server.Address.ToString(), "--org", BenchServer.Organization, "--node", "node-1", "--key", key,
                "--state-dir", Path.Combine(server.Folder, "agent"), "--whitelist", whitelist,
            },
            RedirectStandardError = true,
        })!;
        _ = process.StandardError.ReadToEndAsync();
        try
        {
            while (server.Services.GetRequiredService<NodeRoster>().Connected == 0)
                await Task.Delay(5);

            var times = new List<double>();
            for (var i = 0; i < WarmUp + Measured; i++)
            {
                var at = DateTimeOffset.UtcNow;
                var job = await ConnectedFleet.Post(server, http, ["node-1"]);
                while ((await ConnectedFleet.Get(server, http, job)).Status is "voting" or "running")
                    await Task.Delay(2);
                if (i >= WarmUp)
                    times.Add((await StartedAt(server, http, job) - at).TotalMilliseconds);
            }

            times.Sort();
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"POST to process start: p50 {times[Measured / 2]:F1} ms, p99 {times[Measured * 99 / 100]:F1} ms, worst {times[^1]:F1} ms of {Measured}"));
            output.WriteLine("slowest: " + string.Join(" ", times.TakeLast(20).Select(time => time.ToString("F0", CultureInfo.InvariantCulture))));
            return 0;
        }
        finally
        {
            process.Kill();
        }
    }

    private static async Task<DateTimeOffset> StartedAt(BenchServer server, HttpClient http, string job)
    {
        using var answer = await http.SendAsync(server.Request(HttpMethod.Get, $"/organizations/{BenchServer.Organization}/pushy/jobs/{job}/nodes"));
        var page = JsonSerializer.Deserialize(await answer.Content.ReadAsByteArrayAsync(), RestContext.Wire.JobNodesPage)!;
        return page.Nodes[0].StartedAt ?? throw new InvalidDataException($"the job did not start: {page.Nodes[0].Detail}");
    }
}
