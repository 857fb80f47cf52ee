using System.Buffers;

namespace Pushy.Domain.Jobs;

/// <summary>A job's id: 32 lower-case hex digits, of which the first 12 are the last 12 of the organization's GUID (lifecycle.md §2).</summary>
public readonly record struct JobId(string Value)
{
    public const int Length = 32;
    public const int OrganizationPart = 12;
    public const int RandomBytes = 10;

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    /// <summary>Makes the id of a new job.</summary>
    /// <param name="organizationGuid">32 hex digits.</param>
    /// <param name="chance">Ten random bytes, made outside.</param>
    public static JobId Create(string organizationGuid, ReadOnlySpan<byte> chance)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(chance.Length, RandomBytes);
        return new JobId(organizationGuid[^OrganizationPart..] + Convert.ToHexStringLower(chance));
    }

    /// <summary>Whether a text from outside has the shape of a job id.</summary>
    public static bool IsValid(string? text) => text is { Length: Length } && !text.AsSpan().ContainsAnyExcept(Digits);

    public override string ToString() => Value;
}
