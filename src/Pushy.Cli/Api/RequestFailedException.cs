namespace Pushy.Cli.Api;

/// <summary>The server refused a request, could not be reached, or gave an answer that makes no sense. The message is for people.</summary>
internal sealed class RequestFailedException : Exception
{
    public RequestFailedException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
