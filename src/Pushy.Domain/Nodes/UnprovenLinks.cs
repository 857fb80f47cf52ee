namespace Pushy.Domain.Nodes;

/// <summary>Where agents may link from that prove nothing beyond their signed request, as those of version 0.1 do.</summary>
public enum UnprovenLinks
{
    /// <summary>Nowhere.</summary>
    Never,

    /// <summary>From this machine itself: whoever could have recorded the request there can read the node's key, too.</summary>
    Loopback,

    /// <summary>Anywhere. Whoever records a request may open that node's link once with it.</summary>
    Always,
}

/// <summary>Decides whether such an agent may link.</summary>
public static class UnprovenLinkRule
{
    /// <param name="allowed">The setting.</param>
    /// <param name="fromLoopback">Whether the connection comes from this machine.</param>
    /// <param name="isForwarded">Whether a proxy says that it comes from elsewhere; what a proxy says counts against the agent only.</param>
    public static bool MayLink(UnprovenLinks allowed, bool fromLoopback, bool isForwarded) => allowed switch
    {
        UnprovenLinks.Always => true,
        UnprovenLinks.Loopback => fromLoopback && !isForwarded,
        _ => false,
    };
}
