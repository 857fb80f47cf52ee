using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pushy.Server.Directories.Rest;

// Answers in the shape of Chef Infra Server's. Fields that are null are left out.

/// <summary>Where to find each entry of a list, by its name.</summary>
internal sealed class Addresses() : SortedDictionary<string, string>(StringComparer.Ordinal);

internal sealed record OrganizationDocument(string Name, string FullName, string Guid);

internal sealed record UserDocument(
    string Username, string? DisplayName, string? FirstName, string? MiddleName, string? LastName, string? Email);

/// <param name="Name">The client's, twice, as Chef has it.</param>
internal sealed record ClientDocument(
    string Name, string Clientname, string Orgname, bool Validator, string JsonClass, string ChefType);

/// <param name="Actors">Users and clients together.</param>
internal sealed record GroupDocument(
    IReadOnlyList<string> Actors, IReadOnlyList<string> Users, IReadOnlyList<string> Clients, IReadOnlyList<string> Groups,
    string Orgname, string Name, string Groupname);

internal sealed record MemberEntry(MemberName User);

internal sealed record MemberName(string Username);

internal sealed record KeyEntry(string Uri, string Name, bool Expired);

internal sealed record KeyDocument(string Name, string PublicKey, string ExpirationDate, string? PrivateKey);

/// <summary>A key that came with its owner.</summary>
internal sealed record FirstKey(string Name, string PublicKey, string ExpirationDate, string? PrivateKey, string Uri);

/// <summary>What was made. <paramref name="ChefKey"/> is for API version 1, <paramref name="PrivateKey"/> beside <paramref name="Uri"/> for version 0 and for keys.</summary>
internal sealed record Created(string Uri, string? PrivateKey = null, FirstKey? ChefKey = null);

internal sealed record Named(string Name);

internal sealed record PrincipalList(IReadOnlyList<PrincipalEntry> Principals);

internal sealed record PrincipalEntry(string Name, string Type, string PublicKey, bool OrgMember);

/// <param name="NotFound">What is missing, for servers that ask: principal.</param>
internal sealed record PrincipalMissing(string NotFound, IReadOnlyList<string> Error);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Addresses))]
[JsonSerializable(typeof(OrganizationDocument))]
[JsonSerializable(typeof(UserDocument))]
[JsonSerializable(typeof(ClientDocument))]
[JsonSerializable(typeof(GroupDocument))]
[JsonSerializable(typeof(IReadOnlyList<MemberEntry>))]
[JsonSerializable(typeof(IReadOnlyList<KeyEntry>))]
[JsonSerializable(typeof(KeyDocument))]
[JsonSerializable(typeof(Created))]
[JsonSerializable(typeof(Named))]
[JsonSerializable(typeof(PrincipalList))]
[JsonSerializable(typeof(PrincipalMissing))]
internal sealed partial class DirectoryJson : JsonSerializerContext
{
    /// <summary>The one to use: keys are full of '+', which the default would escape.</summary>
    public static DirectoryJson Wire => Relaxed.Context;

    /// <summary>Made on first use: the order of static initializers across the generated halves of this class is not fixed.</summary>
    private static class Relaxed
    {
        public static readonly DirectoryJson Context =
            new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }
}
