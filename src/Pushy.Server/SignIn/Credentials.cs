using Pushy.Contracts.Signing;
using Pushy.Server.Gateway;

namespace Pushy.Server.SignIn;

/// <summary>What a request brings to prove who sent it.</summary>
public abstract record Credentials
{
    /// <param name="Headers">Well-formed and of now, not proven yet.</param>
    public sealed record Signature(SignedHeaders Headers) : Credentials;

    /// <param name="Hash">SHA-256 of the token, hex; the token itself goes no further.</param>
    public sealed record Token(string Hash) : Credentials;

    /// <param name="Hash">SHA-256 of a session's cookie, hex.</param>
    public sealed record Session(string Hash) : Credentials;

    /// <param name="Refusal">Neither, or not well-formed.</param>
    public sealed record Faulty(Refusal Refusal) : Credentials;

    private Credentials()
    {
    }
}
