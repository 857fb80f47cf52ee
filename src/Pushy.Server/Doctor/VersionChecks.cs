using System.Reflection;
using System.Runtime.InteropServices;
using Akka.Actor;
using Microsoft.Data.Sqlite;
using Pushy.Server.Configuration;
using Pushy.Server.Storage;

namespace Pushy.Server.Doctor;

/// <summary>What this program consists of.</summary>
internal static class VersionChecks
{
    public static IEnumerable<Finding> Of(ServerOptions options)
    {
        var sqlite = options.Storage.Provider == StorageProvider.Sqlite ? $", SQLite {Sqlite()}" : "";
        yield return Finding.Ok(
            "versions",
            $"pushy-server {Own}, schema {Schema.Newest}, {RuntimeInformation.FrameworkDescription}, Akka.NET {Of(typeof(ActorSystem).Assembly)}{sqlite}, {RuntimeInformation.OSDescription}");
    }

    /// <summary>Of this program, as its hosts write it into the register.</summary>
    public static string Own => Of(typeof(VersionChecks).Assembly);

    private static string Of(Assembly assembly)
    {
        var text = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? assembly.GetName().Version?.ToString() ?? "unknown";
        return text.Split('+')[0];
    }

    private static string Sqlite()
    {
        using var connection = new SqliteConnection("Data Source=:memory:");
        return connection.ServerVersion.Length > 0 ? connection.ServerVersion : "unknown";
    }
}
