namespace Pushy.Contracts.Signing;

/// <summary>What reading the headers of a signed request came to.</summary>
public abstract record SignedHeadersResult
{
    private SignedHeadersResult()
    {
    }

    /// <summary>All there and well-formed. Nothing is proven yet: <see cref="SignedHeaders.Verify(VerifyingKey, string, string, BodyDigest)"/>.</summary>
    /// <param name="Headers">What they say.</param>
    public sealed record WellFormed(SignedHeaders Headers) : SignedHeadersResult;

    /// <summary>Not a signed request, or not one of now.</summary>
    /// <param name="Status">400 or 401.</param>
    /// <param name="Error">The error's text, for the list shape.</param>
    public sealed record Faulty(int Status, string Error) : SignedHeadersResult
    {
        /// <summary>Whether the sender's clock and the server's differ by too much.</summary>
        public bool IsClock { get; init; }
    }
}
