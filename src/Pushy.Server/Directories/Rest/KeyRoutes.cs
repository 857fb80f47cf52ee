using Pushy.Server.Gateway;

namespace Pushy.Server.Directories.Rest;

/// <summary>The keys of a user and of a client: the same below two paths.</summary>
internal sealed class KeyRoutes(KeyStore keys, TimeProvider clock)
{
    public IEnumerable<Route> Routes() =>
    [
        .. Below("/users/{user}", Permission.OwnUser, context => new KeyOwner.User(context.Values["user"])),
        .. Below("/organizations/{org}/clients/{client}", Permission.OwnClient, context => new KeyOwner.Client(context.Organization.Id, context.Values["client"])),
    ];

    private IEnumerable<Route> Below(string owner, Permission permission, Func<RequestContext, KeyOwner> ownerOf) =>
    [
        new("GET", owner + "/keys", Answer.JsonType, permission, ctx => ValueTask.FromResult(List(ctx))) { Find = ctx => FindAll(ctx, ownerOf(ctx)) },
        new("POST", owner + "/keys", Answer.JsonType, permission, ctx => Add(ctx, ownerOf(ctx))) { ReadBody = KeyBody.ReadNew, Find = ctx => FindAll(ctx, ownerOf(ctx)), Action = "key.add" },
        new("GET", owner + "/keys/{key}", Answer.JsonType, permission, ctx => ValueTask.FromResult(Show(ctx.Found<StoredKey>()))) { Find = ctx => FindOne(ctx, ownerOf(ctx)) },
        new("PUT", owner + "/keys/{key}", Answer.JsonType, permission, ctx => Change(ctx, ownerOf(ctx))) { ReadBody = KeyBody.ReadChange, Find = ctx => FindOne(ctx, ownerOf(ctx)), Action = "key.change" },
        new("DELETE", owner + "/keys/{key}", Answer.JsonType, permission, async ctx => DirectoryAnswers.Of(
            await keys.Remove(ownerOf(ctx), ctx.Values["key"], ctx.Aborted), () => Show(ctx.Found<StoredKey>()))) { Find = ctx => FindOne(ctx, ownerOf(ctx)), Action = "key.remove" },
    ];

    private Answer List(RequestContext context)
    {
        var now = clock.GetUtcNow();
        IReadOnlyList<KeyEntry> entries =
            [.. context.Found<IReadOnlyList<StoredKey>>().Select(key => new KeyEntry(UriOf(context, key.Name), key.Name, key.IsExpired(now)))];
        return Answer.Json(entries, DirectoryJson.Wire.IReadOnlyListKeyEntry);
    }

    private async ValueTask<Answer> Add(RequestContext context, KeyOwner owner)
    {
        var body = context.Parsed<KeyBody>();
        var pair = NewKeyPair.Of(body.Key, makeByDefault: false);
        return DirectoryAnswers.Of(await keys.Add(owner, body.Name!, pair.PublicPem!, body.Expiration.At, context.Aborted), () =>
            DirectoryAnswers.Created(new Created(UriOf(context, body.Name!), pair.PrivatePem)));
    }

    private async ValueTask<Answer> Change(RequestContext context, KeyOwner owner)
    {
        var (before, body) = (context.Found<StoredKey>(), context.Parsed<KeyBody>());
        var pair = NewKeyPair.Of(body.Key, makeByDefault: false);
        StoredKey Changed(StoredKey key) => key with
        {
            Name = body.Name ?? key.Name,
            PublicKeyPem = pair.PublicPem ?? key.PublicKeyPem,
            ExpiresAt = body.Expiration.IsGiven ? body.Expiration.At : key.ExpiresAt,
        };
        var after = Changed(before);
        return DirectoryAnswers.Of(await keys.Change(owner, before.Name, Changed, context.Aborted), () => after.Name == before.Name
            ? Show(after, pair.PrivatePem)
            : Show(after, pair.PrivatePem, 201, UriOf(context, after.Name)));
    }

    private static Answer Show(StoredKey key, string? privateKey = null, int status = 200, string? location = null) => Answer.Json(
        new KeyDocument(key.Name, key.PublicKeyPem, BodyFields.Write(key.ExpiresAt), privateKey), DirectoryJson.Wire.KeyDocument, status, location);

    private async ValueTask<object?> FindAll(RequestContext context, KeyOwner owner) =>
        (object?)await keys.List(owner, context.Aborted) ?? Refusal.Missing("there is no such user or client");

    private async ValueTask<object?> FindOne(RequestContext context, KeyOwner owner) => await keys.List(owner, context.Aborted) is { } all
        ? (object?)all.FirstOrDefault(key => key.Name == context.Values["key"]) ?? Refusal.Missing("there is no key of that name")
        : Refusal.Missing("there is no such user or client");

    private static string UriOf(RequestContext context, string key) => context.Values.TryGetValue("user", out var user)
        ? DirectoryAnswers.UriOf(context, "users", user, "keys", key)
        : DirectoryAnswers.UriOf(context, "organizations", context.Organization.Name, "clients", context.Values["client"], "keys", key);
}

/// <param name="Name">Name of the key; null: as it is.</param>
/// <param name="Key">Its public half, or that one shall be made.</param>
/// <param name="Expiration">When it ends.</param>
internal sealed record KeyBody(string? Name, KeyWish Key, (bool IsGiven, DateTimeOffset? At) Expiration)
{
    private static readonly string[] Fields = ["name", "public_key", "create_key", "expiration_date"];

    public static BodyReading ReadNew(ReadOnlyMemory<byte> body) => BodyFields.Read(body, Fields, fields =>
    {
        var key = new KeyBody(fields.Name("name", "name"), fields.KeyWish(), fields.Expiration("expiration_date"));
        if (key.Key is { PublicKeyPem: null, Create: not true })
            fields.Fail("public_key", "it is needed, or 'create_key' true");
        return key;
    });

    public static BodyReading ReadChange(ReadOnlyMemory<byte> body) => BodyFields.Read(body, Fields, fields =>
        new KeyBody(fields.Text("name"), fields.KeyWish(), fields.Expiration("expiration_date")));
}
