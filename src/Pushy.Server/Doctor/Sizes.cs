using System.Globalization;

namespace Pushy.Server.Doctor;

/// <summary>Sizes for people.</summary>
internal static class Sizes
{
    private const long Kibi = 1L << 10;
    private const long Mebi = 1L << 20;
    private const long Gibi = 1L << 30;

    public static string Text(long bytes) => bytes switch
    {
        >= Gibi => string.Create(CultureInfo.InvariantCulture, $"{(double)bytes / Gibi:0.0} GiB"),
        >= Mebi => string.Create(CultureInfo.InvariantCulture, $"{(double)bytes / Mebi:0} MiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(double)bytes / Kibi:0} KiB"),
    };
}
