namespace Pushy.Server.Directories;

/// <summary>Words of the column <c>group_members.kind</c>, and of <c>--kind</c>.</summary>
internal static class MemberKind
{
    public const string User = "user";

    /// <summary>In the column also nodes: Chef has one word for both, and so have groups over REST.</summary>
    public const string Client = "client";
    public const string Group = "group";

    /// <summary>Never in the column. Whoever puts a node into a group by a command says that it is one: a machine chooses its name itself when it joins.</summary>
    public const string Node = "node";

    /// <summary>The column's word.</summary>
    public static string Stored(string kind) => kind == Node ? Client : kind;
}
