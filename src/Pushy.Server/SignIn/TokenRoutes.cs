using System.Text.Json;
using Pushy.Contracts.Tokens;
using Pushy.Server.Directories;
using Pushy.Server.Directories.Rest;
using Pushy.Server.Gateway;

namespace Pushy.Server.SignIn;

/// <summary><c>GET, POST …/pushy/tokens</c> and <c>DELETE …/pushy/tokens/ID</c>: a user's own tokens.</summary>
internal sealed class TokenRoutes(DirectoryAdmin directory, TokenAdmin tokens)
{
    private const string Pattern = "/organizations/{org}/pushy/tokens";
    private const long MostSeconds = 3650L * 24 * 60 * 60;
    private static readonly TimeSpan DefaultLifetime = TimeSpan.FromDays(90);

    public void Map(RouteTable routes)
    {
        routes.Map(new Route("GET", Pattern, Answer.JsonType, Permission.OwnTokens, List));
        routes.Map(new Route("POST", Pattern, Answer.JsonType, Permission.OwnTokens, Create) { ReadBody = ReadBody, Action = "token.create" });
        routes.Map(new Route("DELETE", Pattern + "/{id}", Answer.JsonType, Permission.OwnTokens, Revoke) { Action = "token.revoke" });
    }

    private async ValueTask<Answer> List(RequestContext context)
    {
        if (context.Requestor.Type != PrincipalType.User)
            return Refusal.TokensAreForUsers;
        var own = await tokens.List(context.Organization.Name, context.Requestor.Name, context.Aborted);
        return Answer.Json(new TokenList([.. own.Select(DocumentOf)]), TokenContext.Wire.TokenList);
    }

    private async ValueTask<Answer> Create(RequestContext context)
    {
        var request = context.Parsed<TokenRequest>();
        if (MayChange(context.Requestor) is { } refused)
            return refused;
        var (organization, user) = (context.Organization.Name, context.Requestor.Name);
        if (!await tokens.HasRoom(organization, user, context.Aborted))
            return Refusal.TooManyTokens;

        var secret = SecretText.New(SecretText.PersonalPrefix);
        var hash = SecretText.HashOf(secret);
        var scope = TokenScopes.Of(request.Scope ?? TokenScopes.Write);
        var lifetime = request.ExpiresIn is { } seconds ? TimeSpan.FromSeconds(seconds) : DefaultLifetime;
        if (await directory.AddToken(organization, user, hash, scope, lifetime, context.Aborted, request.Name) is { } problem)
            return Refusal.Body(problem.Text);
        var made = await Show(context, TokenId.Of(hash)) with { Token = secret };
        return Answer.Json(made, TokenContext.Wire.TokenDocument, status: 201, location: $"/organizations/{Uri.EscapeDataString(organization)}/pushy/tokens/{made.Id}");
    }

    private async ValueTask<Answer> Revoke(RequestContext context)
    {
        if (MayChange(context.Requestor) is { } refused)
            return refused;
        var (organization, user, id) = (context.Organization.Name, context.Requestor.Name, context.Values["id"]);
        if (await tokens.Revoke(organization, user, id, context.Aborted) is not null)
            return Refusal.NotFound;
        return Answer.Json(await Show(context, id), TokenContext.Wire.TokenDocument);
    }

    private async Task<TokenDocument> Show(RequestContext context, string id) =>
        DocumentOf((await tokens.List(context.Organization.Name, context.Requestor.Name, context.Aborted)).First(token => token.Id == id));

    /// <summary>Not by a token: who found one could make himself others that outlive it.</summary>
    private static Refusal? MayChange(Requestor requestor) =>
        requestor.Type != PrincipalType.User ? Refusal.TokensAreForUsers : requestor.Token is not null ? Refusal.TokensNeedKey : null;

    private static TokenDocument DocumentOf(TokenListing token) =>
        new(token.Id, token.Scope.Name(), token.CreatedAt, token.ExpiresAt)
        {
            Name = token.Name,
            RevokedAt = token.RevokedAt,
            Made = token.Made.Count == 0 ? null : [.. token.Made.Select(use => new TokenDeed(use.Action, use.Target, use.At))],
        };

    private static BodyReading ReadBody(ReadOnlyMemory<byte> body)
    {
        TokenRequest? request;
        try
        {
            request = JsonSerializer.Deserialize(body.Span, TokenContext.Wire.TokenRequest);
        }
        catch (JsonException)
        {
            request = null;
        }

        return request switch
        {
            null => Invalid("invalid JSON; allowed is an object with 'name' (a string), 'scope' (a string) and 'expires_in' (a whole number), each of which may be left out"),
            { Name: not (null or { Length: >= 1 and <= TokenAdmin.MaxNameLength }) } => Invalid($"'name' has 1 to {TokenAdmin.MaxNameLength} characters"),
            { Name: { } name } when name.Any(char.IsControl) => Invalid("'name' has a control character, which is not allowed"),
            { Scope: not (null or TokenScopes.Read or TokenScopes.Write or TokenScopes.Admin) } => Invalid("'scope' is 'read', 'write' or 'admin'"),
            { ExpiresIn: < 1 or > MostSeconds } => Invalid($"'expires_in' is 1 to {MostSeconds} seconds"),
            _ => new BodyReading.Valid(request),
        };
    }

    private static BodyReading.Invalid Invalid(string error) => new(Refusal.Body(error));
}

internal static class TokenRouting
{
    public static void MapTokens(this RouteTable routes, IServiceProvider services) => routes.MapOfOurDirectory(services, own =>
        new TokenRoutes(services.GetRequiredService<DirectoryAdmin>(), services.GetRequiredService<TokenAdmin>()).Map(own));
}
