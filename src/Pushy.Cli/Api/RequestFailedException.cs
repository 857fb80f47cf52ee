namespace Pushy.Cli.Api;

/// <summary>The server refused a request, could not be reached, or gave an answer that makes no sense. The message is for people.</summary>
/// <param name="neverSent">No connection was made at any try.</param>
/// <param name="status">Of the answer, if there was one that made sense.</param>
internal sealed class RequestFailedException(string message, Exception? inner = null, int? status = null, bool neverSent = false) : Exception(message, inner)
{
    /// <summary>Whether it is certain that no server has seen the request.</summary>
    public bool NeverSent => neverSent;

    /// <summary>HTTP status of a refusal; null when no server answered, or nonsense.</summary>
    public int? Status => status;
}
