namespace Pushy.Cli.Demo;

/// <summary>There will be no outcome. The message is for people.</summary>
/// <param name="message">What went wrong.</param>
/// <param name="log">File that may say why; null if none does.</param>
internal sealed class DemoFailedException(string message, string? log = null) : Exception(message)
{
    public string? Log => log;
}
