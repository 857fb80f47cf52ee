namespace Pushy.Server.Directories;

/// <summary>Words of the column <c>group_members.kind</c>.</summary>
internal static class MemberKind
{
    public const string User = "user";
    public const string Client = "client";
    public const string Group = "group";
}
