using System.Globalization;

namespace Pushy.Server.Tests.Upgrade;

/// <summary>Databases as earlier versions wrote them, each in a folder named by its schema. Made by <see cref="GoldenMaker"/>.</summary>
internal static class Goldens
{
    private static readonly string Root = Path.Combine(AppContext.BaseDirectory, "vectors", "upgrade");

    public static IEnumerable<long> All => Directory.GetDirectories(Root).Select(folder => long.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture)).Order();

    public static string Folder(long schema) => Path.Combine(Root, schema.ToString(CultureInfo.InvariantCulture));
}
