namespace Pushy.Cli;

/// <summary>What was asked for cannot be done as it was asked; nothing was sent. The message says what to do.</summary>
internal sealed class UsageException(string message) : Exception(message);
