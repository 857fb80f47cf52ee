namespace Pushy.Streams;

/// <summary>Standard output does not take what is written to it. No <see cref="IOException"/>, which may pass and is tried again.</summary>
/// <param name="message">Why, for people.</param>
/// <param name="readerLeft">Whether who read it has gone, as <c>head</c> does when it has enough: that is no fault.</param>
internal sealed class OutputLostException(string message, bool readerLeft) : Exception($"cannot write to standard output: {message}")
{
    public bool ReaderLeft => readerLeft;
}
