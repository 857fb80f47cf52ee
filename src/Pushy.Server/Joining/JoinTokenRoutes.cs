using System.Text.Json;
using Pushy.Contracts.Joining;
using Pushy.Server.Directories;
using Pushy.Server.Directories.Rest;
using Pushy.Server.Gateway;
using Pushy.Server.SignIn;

namespace Pushy.Server.Joining;

/// <summary><c>GET, POST …/pushy/join_tokens</c> and <c>DELETE …/pushy/join_tokens/ID</c>, for those who manage the organization.</summary>
internal sealed class JoinTokenRoutes(DirectoryAdmin directory, JoinTokens tokens, TimeProvider clock)
{
    private const string Pattern = "/organizations/{org}/pushy/join_tokens";
    private const long MostSeconds = 3650L * 24 * 60 * 60;

    public void Map(RouteTable routes)
    {
        routes.Map(new Route("GET", Pattern, Answer.JsonType, Permission.OrganizationAdmin, List));
        routes.Map(new Route("POST", Pattern, Answer.JsonType, Permission.OrganizationAdmin, Create) { ReadBody = ReadBody, Action = "join_token.create" });
        routes.Map(new Route("DELETE", Pattern + "/{id}", Answer.JsonType, Permission.OrganizationAdmin, Revoke) { Action = "join_token.revoke" });
    }

    private async ValueTask<Answer> List(RequestContext context)
    {
        var all = await tokens.List(context.Organization.Name, context.Aborted);
        return Answer.Json(new JoinTokenList([.. all.Select(DocumentOf)]), JoinContext.Wire.JoinTokenList);
    }

    private async ValueTask<Answer> Create(RequestContext context)
    {
        var (request, organization) = (context.Parsed<JoinTokenRequest>(), context.Organization.Name);
        var secret = SecretText.New(SecretText.JoinPrefix);
        var hash = SecretText.HashOf(secret);
        var lifetime = request.ExpiresIn is { } seconds ? TimeSpan.FromSeconds(seconds) : JoinTokens.DefaultLifetime;
        var by = context.Actor is { } actor ? $"{actor.Kind} {actor.Name}" : context.Requestor.Name;
        if (await directory.AddJoinToken(organization, hash, request.Uses ?? 1, lifetime, context.Aborted, by) is { } problem)
            return Refusal.Conflict(problem.Text);
        var made = await Show(context, TokenId.Of(hash)) with { Token = secret };
        return Answer.Json(made, JoinContext.Wire.JoinTokenDocument, status: 201, location: $"/organizations/{Uri.EscapeDataString(organization)}/pushy/join_tokens/{made.Id}");
    }

    private async ValueTask<Answer> Revoke(RequestContext context) =>
        await tokens.Revoke(context.Organization.Name, context.Values["id"], context.Aborted) is not null
            ? Refusal.NotFound
            : Answer.Json(await Show(context, context.Values["id"]), JoinContext.Wire.JoinTokenDocument);

    private async Task<JoinTokenDocument> Show(RequestContext context, string id) =>
        DocumentOf((await tokens.List(context.Organization.Name, context.Aborted)).First(token => token.Id == id));

    private JoinTokenDocument DocumentOf(JoinTokenListing token) =>
        new(token.Id, token.State(clock.GetUtcNow()).Replace(' ', '_'), token.UsesLeft, token.CreatedAt, token.ExpiresAt, [.. token.UsedBy.Select(use => new JoinTokenUse(use.Target, use.At))])
        {
            CreatedBy = token.CreatedBy,
            RevokedAt = token.RevokedAt,
        };

    private static BodyReading ReadBody(ReadOnlyMemory<byte> body)
    {
        JoinTokenRequest? request;
        try
        {
            request = JsonSerializer.Deserialize(body.Span, JoinContext.Wire.JoinTokenRequest);
        }
        catch (JsonException)
        {
            request = null;
        }

        return request switch
        {
            null => Invalid("invalid JSON; allowed is an object with 'uses' and 'expires_in', whole numbers that may be left out"),
            { Uses: < 1 or > JoinTokens.MaxUses } => Invalid($"'uses' is 1 to {JoinTokens.MaxUses}"),
            { ExpiresIn: < 1 or > MostSeconds } => Invalid($"'expires_in' is 1 to {MostSeconds} seconds"),
            _ => new BodyReading.Valid(request),
        };
    }

    private static BodyReading.Invalid Invalid(string error) => new(Refusal.Body(error));
}

internal static class JoinTokenRouting
{
    public static void MapJoinTokens(this RouteTable routes, IServiceProvider services) => routes.MapOfOurDirectory(services, own =>
        new JoinTokenRoutes(services.GetRequiredService<DirectoryAdmin>(), services.GetRequiredService<JoinTokens>(), services.GetRequiredService<TimeProvider>()).Map(own));
}
