using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Pushy.Actors.Presence;

namespace Pushy.Benchmarks.Fleet;

/// <summary>What a server keeps resident when idle, and for each connected idle agent. The agents are in a process of their own.</summary>
internal static class IdleMemory
{
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(12);   // a heartbeat's interval and a collection

    public static async Task<int> Print(TextWriter output, int count)
    {
        await using var server = new BenchServer();
        await server.Start(Names(count));
        await Task.Delay(Settle);
        var idle = Resident();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"idle server: {idle / 1024:F0} MB resident"));

        var key = Path.Combine(server.Folder, "key.pem");
        await File.WriteAllTextAsync(key, server.Key.ExportPkcs8PrivateKeyPem());
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var argument in new[] { typeof(IdleMemory).Assembly.Location, "connect", server.Address.ToString(), key, count.ToString(CultureInfo.InvariantCulture) })
            start.ArgumentList.Add(argument);
        using var agents = Process.Start(start)!;
        try
        {
            var roster = server.Services.GetRequiredService<NodeRoster>();
            while (roster.Connected < count)
                await Task.Delay(50);
            await Task.Delay(Settle);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count} idle agents: {(Resident() - idle) / count:F1} KB each"));
            return 0;
        }
        finally
        {
            agents.Kill();
        }
    }

    /// <summary>The other process: connects agents that stay idle until it is killed.</summary>
    public static async Task<int> Connect(Uri server, string keyFile, int count)
    {
        using var key = RSA.Create();
        key.ImportFromPem(await File.ReadAllTextAsync(keyFile));
        foreach (var batch in Names(count).Chunk(50))
        {
            var agents = batch.Select(node => new SimulatedAgent(server, key, node)).ToList();
            await Task.WhenAll(agents.Select(agent => agent.Connect()));
            foreach (var agent in agents)
                _ = agent.Obey();
        }

        await Task.Delay(Timeout.Infinite);
        return 0;
    }

    private static string[] Names(int count) => [.. Enumerable.Range(0, count).Select(n => $"node-{n:D5}")];

    private static double Resident()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        return Process.GetCurrentProcess().WorkingSet64 / 1024.0;
    }
}
