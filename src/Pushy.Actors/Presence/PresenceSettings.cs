namespace Pushy.Actors.Presence;

/// <summary>Settings of presence.</summary>
/// <param name="ResetRepeat">How often <c>abort</c> is repeated until the node answers.</param>
/// <param name="ForgetAfter">How long an offline node that nobody watches is remembered.</param>
public sealed record PresenceSettings(TimeSpan ResetRepeat, TimeSpan ForgetAfter)
{
    /// <summary>Of a node that never connected there is nothing to remember, and a large job asks for many such.</summary>
    public static readonly TimeSpan ForgetUnheardAfter = TimeSpan.FromSeconds(1);

    /// <summary>See <see cref="HostSettling"/>. Longer than an agent pauses between two attempts to connect, and than it takes to see that its host is silent.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long an agent that has a node's link may take to answer when another comes with the node's key.</summary>
    public TimeSpan Probe { get; init; } = TimeSpan.FromSeconds(3);

    public static readonly PresenceSettings Default = new(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10));
}
