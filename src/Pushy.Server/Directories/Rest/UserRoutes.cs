using Pushy.Server.Gateway;
using Pushy.Server.Storage;

namespace Pushy.Server.Directories.Rest;

/// <summary><c>/users</c>: people, apart from any organization.</summary>
internal sealed class UserRoutes(DirectoryAdmin admin, DirectoryRemoval removal, DirectoryLists lists, TimeProvider clock)
{
    private const string All = "/users";
    private const string One = All + "/{user}";

    public IEnumerable<Route> Routes() =>
    [
        new("GET", All, Answer.JsonType, Permission.Superuser, async context =>
            DirectoryAnswers.List(context, await lists.Users(context.Aborted), "users")),
        new("POST", All, Answer.JsonType, Permission.Superuser, Create) { ReadBody = UserBody.Read, Action = "user.create" },
        new("GET", One, Answer.JsonType, Permission.OwnUser, context => ValueTask.FromResult(Show(context.Found<UserRow>()))) { Find = Find },
        new("DELETE", One, Answer.JsonType, Permission.Superuser, async context => DirectoryAnswers.Of(
            await removal.DeleteUser(context.Values["user"], context.Aborted),
            () => Answer.Json(new Named(context.Values["user"]), DirectoryJson.Wire.Named))) { Find = Find, Action = "user.delete" },
    ];

    public static Answer Show(UserRow user) => Answer.Json(
        new UserDocument(user.Name, user.DisplayName, user.FirstName, user.MiddleName, user.LastName, user.Email), DirectoryJson.Wire.UserDocument);

    private async ValueTask<Answer> Create(RequestContext context)
    {
        var body = context.Parsed<UserBody>();
        var key = NewKeyPair.Of(body.Key, NewKeyPair.IsVersion0(context));
        var user = body.User with { CreatedAt = clock.GetUtcNow().ToStored() };
        return DirectoryAnswers.Of(await admin.CreateUser(user, key.PublicPem, context.Aborted), () =>
            DirectoryAnswers.Created(context, DirectoryAnswers.UriOf(context, "users", user.Name), key));
    }

    private async ValueTask<object?> Find(RequestContext context) =>
        (object?)await lists.FindUser(context.Values["user"], context.Aborted) ?? Refusal.Missing("there is no such user");
}

/// <param name="User">As it is to be stored, but for the time.</param>
/// <param name="Key">Which key it gets.</param>
internal sealed record UserBody(UserRow User, KeyWish Key)
{
    /// <summary>Chef's clients send a password; nobody signs in with one here, so it is checked for being text and not kept.</summary>
    private static readonly string[] Fields =
        ["name", "username", "display_name", "first_name", "middle_name", "last_name", "email", "password", "public_key", "create_key"];

    public static BodyReading Read(ReadOnlyMemory<byte> body) => BodyFields.Read(body, Fields, fields =>
    {
        fields.Text("password");
        return new UserBody(
            new UserRow
            {
                Name = fields.Name("username", "name"),
                CreatedAt = 0,
                DisplayName = fields.Text("display_name"),
                FirstName = fields.Text("first_name"),
                MiddleName = fields.Text("middle_name"),
                LastName = fields.Text("last_name"),
                Email = fields.Text("email"),
            },
            fields.KeyWish());
    });
}
