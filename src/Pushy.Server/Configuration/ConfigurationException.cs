namespace Pushy.Server.Configuration;

/// <summary>The configuration cannot be used. The text has one line a problem, each with the key and what is allowed; no secret values.</summary>
public sealed class ConfigurationException(string message) : Exception(message);
