namespace Pushy.Actors.Tests.Remoting;

internal static class Golden
{
    public static string Folder => Path.Combine(AppContext.BaseDirectory, "Remoting", "golden");

    public static string PathOf(string name) => Path.Combine(Folder, name);
}
