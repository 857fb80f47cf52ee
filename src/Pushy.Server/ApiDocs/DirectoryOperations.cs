using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Pushy.Server.Directories.Rest;

namespace Pushy.Server.ApiDocs;

/// <summary>The directory, in the API document.</summary>
internal static class DirectoryOperations
{
    private const string Directory = "Directory";
    private const string Keys = "Keys";
    private const string Organizations = "/organizations";
    private const string Organization = Organizations + "/{org}";
    private const string Users = "/users";
    private const string OneUser = Users + "/{user}";
    private const string Members = Organization + "/users";
    private const string Clients = Organization + "/clients";
    private const string OneClient = Clients + "/{client}";
    private const string Groups = Organization + "/groups";
    private const string OneGroup = Groups + "/{group}";

    private static readonly DirectoryJson Json = DirectoryJson.Wire;

    public static IEnumerable<Operation> All() =>
    [
        Get(Organizations, "List organizations", "For superusers: names and addresses.", Json.Addresses),
        Make(Organizations, "Make an organization", "For superusers. It has an empty group `admins`.", Schemas.Object(
            ["name"], ("name", Schemas.Text("Letters, digits, `_` and `-`; at most 255.")), ("full_name", Schemas.Text("Name for people; the short one unless given.")))),
        Get(Organization, "Show an organization", "For everybody in it.", Json.OrganizationDocument),
        Delete(Organization, "Delete an organization", "For superusers. Its clients, groups, keys and tokens go with it; users stay.", Json.OrganizationDocument),
        Get(Members, "List an organization's users", "For its users.", Json.IReadOnlyListMemberEntry),
        Make(Members, "Let a user into an organization", "For its admins. The user exists already.", Schemas.Object(["username"], ("username", Schemas.Text("Name of the user.")))),
        Get(Members + "/{user}", "Show a user of an organization", "For its users.", Json.UserDocument),
        Delete(Members + "/{user}", "Take a user out of an organization", "For its admins. An admin has to leave the group `admins` first (403).", Json.UserDocument),

        Get(Users, "List users", "For superusers: names and addresses.", Json.Addresses),
        Make(Users, "Make a user", "For superusers. The user belongs to no organization yet. A private key that the server makes is in this answer only.", Schemas.Object(
            ["username"],
            ("username", Name()), ("display_name", Schemas.Text("Name for people.")), ("first_name", Schemas.Text("")), ("middle_name", Schemas.Text("")),
            ("last_name", Schemas.Text("")), ("email", Schemas.Text("")), ("password", Schemas.Text("Taken for Chef's clients' sake, and not kept: nobody signs in with one.")),
            PublicKey(), CreateKey())),
        Get(OneUser, "Show a user", "For the user and superusers.", Json.UserDocument),
        Delete(OneUser, "Delete a user", "For superusers. Keys, tokens and memberships go too. The last superuser stays (403).", Json.Named),

        Get(Clients, "List clients", "For users of the organization: nodes and other clients, names and addresses.", Json.Addresses),
        Make(Clients, "Make a client", "For admins. A node is a client too.", Schemas.Object(
            ["name"], ("name", Name()), ("validator", Schemas.Flag("Only `false` is allowed.")), ("admin", Schemas.Flag("Only `false` is allowed.")), PublicKey(), CreateKey())),
        Get(OneClient, "Show a client", "For the client itself and for users of the organization.", Json.ClientDocument),
        Delete(OneClient, "Delete a client", "For admins. It cannot sign in any more; what is connected stays so until it connects anew.", Json.ClientDocument),

        Get(Groups, "List groups", "For users of the organization: names and addresses.", Json.Addresses),
        Make(Groups, "Make a group", "For admins. Once `pushy_job_readers` or `pushy_job_writers` is there, only its members may.", Lists("groupname")),
        Get(OneGroup, "Show a group", "For users of the organization.", Json.GroupDocument),
        Put(OneGroup, "Change a group's members", "For admins. A list that is given takes the place of the old one; others stay. All members must exist.", Lists(), Json.GroupDocument, Directory),
        Delete(OneGroup, "Delete a group", "For admins. `admins` stays (403).", Json.GroupDocument),

        Get(Organization + "/principals/{name}", "Show the keys of a name", "For everybody in the organization: the user and the client of that name, an entry for each key.", Json.PrincipalList),
        .. KeysBelow(OneUser, "the user and superusers"),
        .. KeysBelow(OneClient, "the client itself and admins; reading also for users"),
    ];

    private static IEnumerable<Operation> KeysBelow(string owner, string who) =>
    [
        new("GET", owner + "/keys", Keys, "List keys", $"For {who}.") { Answer = Json.IReadOnlyListKeyEntry, Refusals = [Chefs] },
        new("POST", owner + "/keys", Keys, "Add a key", $"For {who}. At most 20. A private key that the server makes is in this answer only.")
        {
            Body = Schemas.Object(["name"], ("name", Name()), PublicKey(), CreateKey(), Expiration()), Success = 201, Answer = Json.Created, Refusals = [Taken, Chefs],
        },
        new("GET", owner + "/keys/{key}", Keys, "Show a key", $"For {who}.") { Answer = Json.KeyDocument, Refusals = [Chefs] },
        Put(owner + "/keys/{key}", "Change a key", $"For {who}. With another name the answer is 201.", Schemas.Object([], ("name", Name()), PublicKey(), CreateKey(), Expiration()), Json.KeyDocument, Keys),
        new("DELETE", owner + "/keys/{key}", Keys, "Remove a key", $"For {who}. What is signed with it is refused at once by this server, within 5 seconds by others.") { Answer = Json.KeyDocument, Refusals = [Chefs] },
    ];

    private static (int, string) Taken => (409, "The name is taken.");

    private static (int, string) Chefs => (501, "The directory is a Chef Infra Server.");

    private static Operation Get(string path, string summary, string text, JsonTypeInfo answer) =>
        new("GET", path, Directory, summary, text) { Answer = answer, Refusals = [Chefs] };

    private static Operation Make(string path, string summary, string text, JsonObject body) =>
        new("POST", path, Directory, summary, text) { Body = body, Success = 201, Answer = Json.Created, Refusals = [Taken, Chefs] };

    private static Operation Put(string path, string summary, string text, JsonObject body, JsonTypeInfo answer, string tag) =>
        new("PUT", path, tag, summary, text) { Body = body, Answer = answer, Refusals = [(409, "The name is taken, or it was changed at the same time."), Chefs] };

    private static Operation Delete(string path, string summary, string text, JsonTypeInfo answer) =>
        new("DELETE", path, Directory, summary, text) { Answer = answer, Refusals = [Chefs] };

    private static JsonObject Lists(params string[] required) => Schemas.Object(
        required,
        ("groupname", Name()), ("orgname", Schemas.Text("The organization of the path.")),
        ("users", Schemas.ListOf(Name(), "Users, of this or of another organization.")), ("clients", Schemas.ListOf(Name(), "Nodes and other clients.")),
        ("groups", Schemas.ListOf(Name(), "Groups whose members are members.")),
        ("actors", new JsonObject { ["description"] = "An object with the three lists, in their place; or an array that repeats users and clients." }));

    private static JsonObject Name() => Schemas.Text("Letters, digits, `_`, `.`, `:` and `-`, not only dots; at most 255.");

    private static (string, JsonObject) PublicKey() => ("public_key", Schemas.Text("PEM: SubjectPublicKeyInfo, PKCS#1 or certificate; RSA of 2048 to 4096 bits."));

    private static (string, JsonObject) CreateKey() => ("create_key", Schemas.Flag("Whether the server makes the key; then without `public_key`."));

    private static (string, JsonObject) Expiration() => ("expiration_date", Schemas.Text("`infinity`, or a moment such as `2030-12-31T23:59:59Z`."));
}
