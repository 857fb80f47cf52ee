namespace Pushy.Server.Pages;

/// <param name="Status">HTTP status.</param>
/// <param name="Text">The refusal's own words.</param>
/// <param name="RequestId">By which the server's log knows it.</param>
public sealed record ProblemModel(int Status, string Text, string RequestId)
{
    public string Heading => Status switch
    {
        401 => "Not signed in",
        403 => "Not allowed",
        404 => "Not found",
        429 => "Too many requests",
        >= 500 => "That did not work",
        _ => "That was not understood",
    };

    /// <summary>What to do about it; null: nothing that we know of.</summary>
    public string? Advice => Status switch
    {
        401 => "Sign in again.",
        403 => "Ask an administrator of the organization, or sign in as somebody else.",
        404 => "It may have been removed, or the address has a slip in it.",
        429 or 503 => "Try again in a moment.",
        504 => "It may have been carried out; look before you try again.",
        >= 500 => "Try again; if it stays so, the request id below leads to more in the server's log.",
        _ => null,
    };
}
