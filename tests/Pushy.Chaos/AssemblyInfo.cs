using System.Runtime.Versioning;

// Signals, /proc, PostgreSQL's Debian paths.
[assembly: SupportedOSPlatform("linux")]
