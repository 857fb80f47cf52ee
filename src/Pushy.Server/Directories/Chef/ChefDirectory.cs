using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using Pushy.Server.Configuration;

namespace Pushy.Server.Directories.Chef;

/// <summary>
/// The directory of a Chef Infra Server, asked over HTTP (authn-authz.md §7). Names that no entry of Chef's bears are answered without asking, so
/// none can lead a request to another path.
/// </summary>
internal sealed class ChefDirectory(ChefOptions options, ChefClient client) : IDirectory
{
    private const int GuidLength = 32;

    public async ValueTask<Organization?> FindOrganization(string name, CancellationToken ct)
    {
        if (EntryName.ProblemOfOrganization(name) is not null)
            return null;
        var answer = await client.Get(options.Url, $"/organizations/{name}", ct);
        if (answer.IsMissing)
            return null;
        return Sound(answer).Read(body => new Organization(
            name,
            body.GetProperty("guid").GetString() is { Length: GuidLength } guid && guid.All(char.IsAsciiHexDigitLower) ? guid : throw new JsonException(),
            body.TryGetProperty("full_name", out var full) ? full.GetString() ?? name : name));
    }

    public async ValueTask<ImmutableArray<Principal>?> FindPrincipals(Organization organization, string name, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(organization);

        if (EntryName.Problem("user", name) is not null)
            return ImmutableArray<Principal>.Empty;
        var answer = await client.Get(options.PrincipalUrl, $"/organizations/{organization.Name}/principals/{name}", ct);
        if (answer.IsMissing)
        {
            return answer.Read(body => body.GetProperty("not_found").GetString()) switch
            {
                "org" => null,
                "principal" => ImmutableArray<Principal>.Empty,
                _ => throw new DirectoryUnavailableException("the answer is not what a Chef Infra Server says"),
            };
        }

        var form = Sound(answer).Form();
        return answer.Read(body => form == 0 ? [ReadPrincipal(body)] : body.GetProperty("principals").EnumerateArray().Select(ReadPrincipal).ToImmutableArray());
    }

    public async ValueTask<Group?> FindGroup(Organization organization, string name, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(organization);

        if (EntryName.Problem("group", name) is not null)
            return null;
        var answer = await client.Get(options.Url, $"/organizations/{organization.Name}/groups/{name}", ct);
        if (answer.IsMissing)
            return null;
        return answer.IsTrouble
            ? Group.Nobody
            : answer.Read(body => new Group(
                Names(body, "users").ToFrozenSet(StringComparer.Ordinal), Names(body, "clients").ToFrozenSet(StringComparer.Ordinal), [.. Names(body, "groups")]));
    }

    /// <summary>A name may stand for several: a user and a client, or one with several keys.</summary>
    private static Principal ReadPrincipal(JsonElement one) => new(
        one.GetProperty("name").GetString() ?? throw new JsonException(),
        one.GetProperty("type").GetString() switch
        {
            "user" => PrincipalType.User,
            "client" => PrincipalType.Client,
            _ => throw new JsonException(),
        },
        one.TryGetProperty("org_member", out var member) && member.ValueKind == JsonValueKind.True,
        [new PrincipalKey(one.GetProperty("public_key").GetString() ?? throw new JsonException(), null)])
    {
        IsNode = one.GetProperty("type").GetString() == "client",
    };

    private static IEnumerable<string> Names(JsonElement body, string field) =>
        body.GetProperty(field).EnumerateArray().Select(one => one.GetString() ?? throw new JsonException());

    private static ChefAnswer Sound(ChefAnswer answer) =>
        answer.IsTrouble ? throw new DirectoryUnavailableException($"it answered with status {(int)answer.Status}") : answer;
}
