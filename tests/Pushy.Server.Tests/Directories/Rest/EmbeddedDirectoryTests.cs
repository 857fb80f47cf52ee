using Microsoft.Extensions.DependencyInjection;
using Pushy.Server.Directories;
using Pushy.Server.Tests.Hosting;
using Pushy.Tests.Shared;

namespace Pushy.Server.Tests.Directories.Rest;

/// <summary>Many who ask at the same time get the answer that each would get alone.</summary>
public abstract class EmbeddedDirectoryTests(DirectoryServer directory)
{
    private const int Nodes = 450;

    [SkippableFact]
    public async Task Each_of_many_who_ask_at_once_gets_its_own_answer()
    {
        var (one, other) = (await directory.Organization(), await directory.Organization());
        var admin = directory.Server.Admin;
        for (var node = 0; node < Nodes; node++)
            await directory.Server.Made(admin.CreateClient(one.Name, $"n{node}", TestKeys.MinePublic, true, default));
        await directory.Server.Made(admin.CreateClient(one.Name, one.UserName, null, false, default));
        await directory.Server.Made(admin.CreateClient(other.Name, "n0", null, true, default));

        var embedded = directory.Server.Services.GetRequiredService<EmbeddedDirectory>();
        var here = (await embedded.FindOrganization(one.Name, default))!;
        var there = (await embedded.FindOrganization(other.Name, default))!;
        string[] names = [.. Enumerable.Range(0, Nodes).Select(node => $"n{node}"), one.UserName, other.UserName, "nobody"];
        var asked = names.Select(name => embedded.FindPrincipals(here, name, default).AsTask()).ToList();
        var elsewhere = embedded.FindPrincipals(there, "n0", default).AsTask();
        var organizations = new[] { one.Name, other.Name, "none", one.Name }.Select(name => embedded.FindOrganization(name, default).AsTask()).ToList();

        string[] expected =
        [
            .. Enumerable.Range(0, Nodes).Select(node => $"Client n{node} True 1"),
            $"User {one.UserName} True 1, Client {one.UserName} True 0",
            $"User {other.UserName} False 1",
            "",
        ];
        Assert.Equal(expected, (await Task.WhenAll(asked)).Select(found => string.Join(", ", found!.Value.Select(Words))));
        Assert.Equal("Client n0 True 0", Words(Assert.Single((await elsewhere)!.Value)));
        Assert.Equal<IEnumerable<Organization?>>([here, there, null, here], await Task.WhenAll(organizations));
    }

    private static string Words(Principal principal) => $"{principal.Type} {principal.Name} {principal.IsMember} {principal.Keys.Length}";
}

[Collection(DirectoryRestTests.Name)]
public sealed class SqliteEmbeddedDirectoryTests(DirectoryServer directory) : EmbeddedDirectoryTests(directory);

[Collection(PostgresDirectoryTests.Name)]
public sealed class PostgresEmbeddedDirectoryTests : EmbeddedDirectoryTests
{
    public PostgresEmbeddedDirectoryTests(PostgresDirectoryServer directory)
        : base(directory) => Skip.If(PostgresServer.Programs is null, PostgresDirectoryTests.Missing);
}
