using System.CommandLine;
using Pushy.Server.NodeConfig;

namespace Pushy.Server.Admin;

/// <summary><c>pushy-server server-key</c>: the public key by which agents know this server. Made if there is none yet.</summary>
internal static class ServerKeyCommand
{
    public static Command Create(CommandShell shell) => shell.Look(
        "server-key", "Print the public key (PEM) by which agents know this server, for pushy-agent run --server-key; its fingerprint goes to standard error.", async (session, _, ct) =>
        {
            var link = (await new ServerKeys(session.Database).Get(ct)).Link;
            await session.Output.WriteAsync(link.PublicPem);
            return await session.Say(link.Fingerprint);
        });
}
