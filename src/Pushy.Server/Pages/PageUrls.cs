namespace Pushy.Server.Pages;

/// <summary>Paths of pages. All of them are below <see cref="Root"/>.</summary>
public static class PageUrls
{
    public const string Root = "/ui";
    public const string SignIn = "/ui/sign-in";
    public const string SignOut = "/ui/sign-out";

    public static string Organization(string organization) => $"{Root}/{Uri.EscapeDataString(organization)}";

    public static string Jobs(string organization) => $"{Organization(organization)}/jobs";

    public static string Job(string organization, string id) => $"{Jobs(organization)}/{id}";

    public static string AbortJob(string organization, string id) => $"{Job(organization, id)}/abort";

    public static string JobNodes(string organization, string id) => $"{Job(organization, id)}/nodes";

    public static string JobNames(string organization, string id) => $"{Job(organization, id)}/names";

    public static string JobEvents(string organization, string id) => $"{Job(organization, id)}/events";

    public static string JobOutput(string organization, string id) => $"{Job(organization, id)}/output";

    public static string JobOutputFile(string organization, string id, string node, string stream) => $"{JobOutput(organization, id)}/{Uri.EscapeDataString(node)}/{stream}";

    public static string Nodes(string organization) => $"{Organization(organization)}/nodes";

    public static string Node(string organization, string node) => $"{Nodes(organization)}/{Uri.EscapeDataString(node)}";

    public static string Start(string organization) => $"{Organization(organization)}/start";

    public static string NodeNames(string organization) => $"{Organization(organization)}/node-names";

    public static string NodeStates(string organization) => $"{Organization(organization)}/node-states";

    public static string PlanStart(string organization) => $"{Start(organization)}/plan";

    public static string EditStart(string organization) => $"{Start(organization)}/edit";

    /// <summary>Where to sign in, and to be brought back from.</summary>
    public static string SignInAndReturn(string to) => $"{SignIn}?to={Uri.EscapeDataString(to)}";

    /// <summary>A path of ours to go to after signing in; anything else, such as another site, is <see cref="Root"/>.</summary>
    public static string SafeTarget(string? to) =>
        to is not null && to.StartsWith(Root + "/", StringComparison.Ordinal) && !to.Any(c => char.IsControl(c) || c == '\\') ? to : Root;
}
