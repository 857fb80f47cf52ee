using System.Text.Json;
using LinqToDB;
using Microsoft.Extensions.DependencyInjection;
using Pushy.Server.Directories;
using Pushy.Server.SignIn;
using Pushy.Server.Storage;
using Pushy.Server.Tests.Hosting;

namespace Pushy.Server.Tests.Directories;

/// <summary>Who is in a group: those who were put in, and nobody who later bears the name of one.</summary>
public sealed class MembershipTests : IAsyncLifetime
{
    /// <summary>What only members of admins read.</summary>
    private const string Audit = "/organizations/acme/pushy/audit";

    private readonly SettableClock _clock = new(DateTimeOffset.UtcNow);
    private TestServer _server = null!;

    public async Task InitializeAsync()
    {
        _server = await TestServer.Start(services: services => services.AddSingleton<TimeProvider>(_clock));
        await _server.User("alice", admin: true);
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [InlineData("user", "there is no user 'nobody'; 'user create' makes one")]
    [InlineData("client", "there is no client 'nobody' in organization 'acme'; 'client create' makes one")]
    [InlineData("node", "there is no node 'nobody' in organization 'acme'; 'node create' makes one")]
    [InlineData("group", "there is no group 'nobody' in organization 'acme'; 'group create' makes one")]
    public async Task Nobody_who_does_not_exist_gets_into_a_group(string kind, string said)
    {
        var run = await _server.Command("group", "add", "acme", "admins", "nobody", "--kind", kind);
        Assert.Equal((1, said), (run.ExitCode, run.Error.Trim()));
        Assert.Equal("user alice", (await _server.Command("group", "show", "acme", "admins")).Output.Trim());
    }

    [Theory]
    [InlineData("client", "web1", "there is a node of that name: --kind node")]
    [InlineData("node", "ci", "there is a client of that name: --kind client")]
    [InlineData("client", "alice", "there is a user of that name: --kind user")]
    [InlineData("user", "ci", "there is a client of that name: --kind client")]
    [InlineData("client", "CI", "did you mean 'ci'?")]
    public async Task A_name_of_something_else_is_no_member_but_the_answer_tells_what_it_is(string kind, string name, string said)
    {
        await Client("ci");
        await _server.Node("web1");
        var run = await _server.Command("group", "add", "acme", "admins", name, "--kind", kind);
        Assert.Equal(1, run.ExitCode);
        Assert.EndsWith(said, run.Error.Trim(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_a_client_and_a_node_of_one_name_have_nothing_of_each_other()
    {
        await _server.User("jenkins", admin: true);
        Assert.Equal(201, (await Join("jenkins", TestKeys.OtherPublic)).Status);
        Assert.Equal(403, (await Other("jenkins").Get(Audit)).Status);
        Assert.Equal(200, (await As("jenkins").Get(Audit)).Status);
    }

    [Fact]
    public async Task Who_joins_under_the_name_of_a_client_is_refused()
    {
        await Client("ci");
        Assert.Equal(409, (await Join("ci", TestKeys.OtherPublic)).Status);
    }

    /// <summary>As it stands in databases that took members who do not exist.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_joins_or_is_made_under_a_name_that_a_group_lists_is_no_member(bool joins)
    {
        await Listed("ghost", born: null);
        if (joins)
            Assert.Equal(201, (await Join("ghost", TestKeys.MinePublic)).Status);
        else
            await Client("ghost");
        Assert.Equal(403, (await As("ghost").Get(Audit)).Status);

        Assert.Equal(0, (await _server.Command("group", "add", "acme", "admins", "ghost", "--kind", joins ? "node" : "client")).ExitCode);   // now it is meant
        Later();
        Assert.Equal(200, (await As("ghost").Get(Audit)).Status);
    }

    [Fact]
    public async Task Who_bears_the_name_of_an_earlier_member_is_no_member()
    {
        await Listed("ghost", born: 1);
        await Client("ghost");
        Assert.Equal(403, (await As("ghost").Get(Audit)).Status);
    }

    [Fact]
    public async Task A_client_that_another_process_made_anew_is_none_even_while_the_old_list_is_remembered()
    {
        await Client("ci");
        await _server.Made(_server.Admin.AddToGroup("acme", "admins", "client", "ci", default));
        Assert.Equal(200, (await As("ci").Get("/organizations/acme/pushy/jobs")).Status);   // its keys are remembered from now
        _clock.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(200, (await As("alice").Get(Audit)).Status);                           // the group is
        Assert.Equal(0, (await _server.Command("client", "delete", "acme", "ci")).ExitCode);
        Assert.Equal(0, (await _server.Command("client", "create", "acme", "ci")).ExitCode);
        await using (var data = _server.Services.GetRequiredService<Database>().Open())
            await data.ClientKeys.Where(key => key.ClientName == "ci").Set(key => key.PublicKeyPem, TestKeys.OtherPublic).UpdateAsync();
        _clock.Advance(TimeSpan.FromSeconds(3));                                            // its keys are read anew, the group is not
        Assert.Equal(200, (await Other("ci").Get("/organizations/acme/pushy/jobs")).Status);
        Assert.Equal(403, (await Other("ci").Get(Audit)).Status);
    }

    [Theory]
    [InlineData("user", "bob", "user delete bob")]
    [InlineData("user", "bob", "user remove acme bob")]
    [InlineData("client", "ci", "client delete acme ci")]
    [InlineData("node", "web1", "node delete acme web1")]
    [InlineData("group", "inner", "group delete acme inner")]
    public async Task Who_is_deleted_leaves_all_groups(string kind, string name, string command)
    {
        await _server.User("bob");
        await Client("ci");
        await _server.Node("web1");
        await _server.Made(_server.Admin.CreateGroup("acme", "inner", default));
        await _server.Made(_server.Admin.CreateGroup("acme", "staff", default));
        Assert.Equal(0, (await _server.Command("group", "add", "acme", "staff", name, "--kind", kind)).ExitCode);

        Assert.Equal(0, (await _server.Command(command.Split(' '))).ExitCode);
        await using var data = _server.Services.GetRequiredService<Database>().Open();
        Assert.Empty(data.GroupMembers.Where(one => one.GroupName == "staff"));
        Assert.Empty(data.GroupMemberIds.Where(one => one.GroupName == "staff"));
    }

    [Fact]
    public async Task Rules_go_with_their_group()
    {
        foreach (var command in new[] { "group create acme ops", "group rule add acme ops uptime", "group rule add acme admins uptime", "group delete acme ops", "group create acme ops" })
            Assert.Equal(0, (await _server.Command(command.Split(' '))).ExitCode);
        Assert.Empty((await _server.Command("group", "rule", "list", "acme", "ops")).Output);
        Assert.NotEmpty((await _server.Command("group", "rule", "list", "acme", "admins")).Output);
    }

    [Theory]
    [InlineData("node")]
    [InlineData("client")]
    [InlineData("user")]
    [InlineData("group")]
    public async Task No_new_entry_has_a_name_that_looks_like_an_option(string kind)
    {
        var run = await CommandRun.Of(kind, "create", "acme", "--set", $"pushy.storage.path={_server.Folder}", "--", "-dryrun");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("begins with '-'", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_machine_joins_under_such_a_name_and_one_that_has_it_still_signs_in()
    {
        var refused = await Join("-web1", TestKeys.MinePublic);
        Assert.Equal(400, refused.Status);
        Assert.Contains("begins with '-'", refused.Body, StringComparison.Ordinal);
        await using (var data = _server.Services.GetRequiredService<Database>().Open())
        {
            var org = (await _server.Services.GetRequiredService<IDirectory>().FindOrganization("acme", default))!.Id;
            await data.InsertAsync(new ClientRow { OrgGuid = org, Name = "-web1", IsNode = true, CreatedAt = 1 });
            await data.InsertAsync(new ClientKeyRow { OrgGuid = org, ClientName = "-web1", KeyName = "default", PublicKeyPem = TestKeys.MinePublic, CreatedAt = 1 });
        }

        Assert.Equal(200, (await As("-web1").Get("/organizations/acme/pushy/jobs")).Status);
    }

    private SignedClient As(string name) => new(_server.Address, name, TestKeys.Mine) { At = _clock.GetUtcNow() };

    private SignedClient Other(string name) => new(_server.Address, name, TestKeys.Other) { At = _clock.GetUtcNow() };

    private Task Client(string name) => _server.Made(_server.Admin.CreateClient("acme", name, TestKeys.MinePublic, isNode: false, default));

    private async Task<Reply> Join(string node, string key)
    {
        var token = Guid.NewGuid().ToString("N");
        await _server.Made(_server.Admin.AddJoinToken("acme", SecretText.HashOf(token), 1, TimeSpan.FromHours(1), default));
        return await SignedClient.Send(_server.Address, "POST", "/organizations/acme/pushy/join", JsonSerializer.Serialize(new { token, node, public_key = key }));
    }

    /// <summary>A row of a client in admins.</summary>
    /// <param name="name">Of the client.</param>
    /// <param name="born">Which one of that name; null: as versions of before wrote it.</param>
    private async Task Listed(string name, long? born)
    {
        var org = (await _server.Services.GetRequiredService<IDirectory>().FindOrganization("acme", default))!.Id;
        await using var data = _server.Services.GetRequiredService<Database>().Open();
        await data.InsertAsync(new GroupMemberRow { OrgGuid = org, GroupName = "admins", Kind = "client", Member = name });
        if (born is { } at)
            await data.InsertAsync(new GroupMemberIdRow { OrgGuid = org, GroupName = "admins", Kind = "client", Member = name, Born = at });
    }

    /// <summary>What the server remembered is over.</summary>
    private void Later() => _clock.Advance(TimeSpan.FromSeconds(6));
}
