using System.Security.Cryptography;

namespace Pushy.Agent.Tests.Harness;

internal static class Some
{
    public const string Org = "acme", Node = "web1.example.com";

    /// <summary>Of the server that agents know.</summary>
    public static ECDsa ServerKey { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>Longest wait for what has to come; only a failing test waits so long.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static string Job(int number) => $"{number:x32}";
}
