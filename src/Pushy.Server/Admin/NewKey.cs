using System.Security.Cryptography;
using Pushy.Contracts.Signing;
using Pushy.Server.Directories;

namespace Pushy.Server.Admin;

/// <summary>Makes a key pair, keeps the public half and hands out the private one, which is stored nowhere.</summary>
internal static class NewKey
{
    private const int Bits = 2048;

    /// <param name="session">Of the command.</param>
    /// <param name="keyOut">File for the private key; null: standard output.</param>
    /// <param name="owner">For people: user 'alice'.</param>
    /// <param name="register">Stores the public key with its owner.</param>
    /// <param name="ct">Ends the command.</param>
    public static async Task<AdminRefusal?> Register(
        AdminSession session, string? keyOut, string owner, Func<string, Task<AdminRefusal?>> register, CancellationToken ct)
    {
        using var rsa = RSA.Create(Bits);
        var privateKey = rsa.ExportPkcs8PrivateKeyPem() + "\n";
        if (keyOut is null)
        {
            if (await register(PublicKeyPem.Write(rsa)) is { } refused)
                return refused;
            await session.Output.WriteAsync(privateKey);
            return await session.Say($"{owner} is made");
        }

        // The file first: an owner whose key got lost could never sign in and would be in the way of the next try.
        if (await NewFile.Write(keyOut, privateKey, isSecret: true, "name a new file with --key-out", ct) is { } unwritable)
            return unwritable;
        var stored = false;
        try
        {
            if (await register(PublicKeyPem.Write(rsa)) is { } refused)
                return refused;
            stored = true;
        }
        finally
        {
            if (!stored)
                File.Delete(keyOut);
        }

        return await session.Say($"{owner} is made, the private key is in {keyOut}");
    }
}
