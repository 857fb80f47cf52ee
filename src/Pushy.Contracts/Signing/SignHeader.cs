namespace Pushy.Contracts.Signing;

/// <summary>What an <c>X-Ops-Sign</c> header asks for.</summary>
/// <param name="Scheme">By its version and algorithm.</param>
/// <param name="Nonce">Signed along, in version 1.3 only; null: there is none.</param>
internal sealed record SignHeader(SignatureScheme Scheme, string? Nonce)
{
    /// <summary>
    /// Parts that are not one key and one value are ignored; of a repeated key the first counts. A nonce is not taken so lightly, for who sends one
    /// relies on it.
    /// </summary>
    /// <param name="text">The header's value.</param>
    /// <param name="fault">What is wrong and what is allowed; null when the header can be used.</param>
    public static SignHeader? Parse(string text, out SignedHeadersResult.Faulty? fault)
    {
        string? number = null;
        string? algorithm = null;
        List<string> nonces = [];
        foreach (var part in text.Split(';'))
        {
            var words = part.Split('=', StringSplitOptions.TrimEntries);
            if (words[0] == "nonce")
                nonces.Add(words.Length == 2 ? words[1] : "");
            if (words is not [var key, { Length: > 0 } value])
                continue;
            if (key == "version")
                number ??= value;
            else if (key == "algorithm")
                algorithm ??= value;
        }

        var scheme = SignatureScheme.Find(number, algorithm);
        var isNonceGood = nonces.Count == 0 || (nonces is [var only] && scheme is { TakesNonce: true } && SigningNonce.IsValid(only));
        fault = scheme is null ? new SignedHeadersResult.Faulty(400, "Unsupported authentication protocol version")
            : isNonceGood ? null
            : new SignedHeadersResult.Faulty(400, $"bad nonce in header '{OpsHeaders.Sign}': {SigningNonce.Allowed}");
        return fault is null ? new SignHeader(scheme!, nonces.FirstOrDefault()) : null;
    }
}
