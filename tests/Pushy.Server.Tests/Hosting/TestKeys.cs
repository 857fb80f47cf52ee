using System.Security.Cryptography;
using Pushy.Contracts.Signing;

namespace Pushy.Server.Tests.Hosting;

/// <summary>Keys made once for all tests: making one takes a tenth of a second.</summary>
public static class TestKeys
{
    public static RSA Mine { get; } = RSA.Create(2048);

    public static RSA Other { get; } = RSA.Create(2048);

    public static string MinePublic { get; } = PublicKeyPem.Write(Mine);

    public static string OtherPublic { get; } = PublicKeyPem.Write(Other);
}
