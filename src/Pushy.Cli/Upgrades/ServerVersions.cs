using System.Text.Json;
using Pushy.Cli.Profiles;
using Pushy.Contracts.Connecting;
using Pushy.Contracts.Jobs;

namespace Pushy.Cli.Upgrades;

/// <summary>What servers say of their versions. Each server of the profile is asked by itself: they may differ.</summary>
internal static class ServerVersions
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <returns>The servers, the hosts of their clusters that were not asked themselves, and the schema that each asked one works with.</returns>
    public static async Task<IReadOnlyList<AskedServer>> AskAsync(ConnectionSettings settings, CancellationToken ct)
    {
        using var http = new HttpClient(Connection.Handler(settings.CaFile)) { Timeout = Patience };
        List<AskedServer> asked = [];
        foreach (var server in settings.Servers)
            asked.Add(await AskAsync(http, Connection.Address(server, settings.Insecure is not null), ct));
        return asked;
    }

    private static async Task<AskedServer> AskAsync(HttpClient http, Uri server, CancellationToken ct)
    {
        var name = server.GetLeftPart(UriPartial.Authority);
        try
        {
            using var response = await http.GetAsync(new Uri(server, "/cluster"), ct);
            if (!response.IsSuccessStatusCode)
                return new AskedServer(name, null, $"answers {(int)response.StatusCode} to GET /cluster; a proxy may keep it from here");
            return new AskedServer(name, JsonSerializer.Deserialize(await response.Content.ReadAsByteArrayAsync(ct), RestContext.Wire.ClusterDocument), null);
        }
        catch (Exception e) when (e is HttpRequestException or JsonException || (e is TaskCanceledException && !ct.IsCancellationRequested))
        {
            return new AskedServer(name, null, e is TaskCanceledException ? $"does not answer within {Patience.TotalSeconds:0} s" : $"does not answer: {CertificateTrouble.Of(e) ?? e.Message}");
        }
    }
}

/// <summary>A server of the profile.</summary>
/// <param name="Name">Its address.</param>
/// <param name="Says">Its answer; null: there was none.</param>
/// <param name="Problem">Why not.</param>
internal sealed record AskedServer(string Name, ClusterDocument? Says, string? Problem);
