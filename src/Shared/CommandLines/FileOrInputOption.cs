using System.CommandLine;

namespace Pushy.CommandLines;

/// <summary>An option that takes a file, or <c>-</c> for standard input. No other option takes a <c>-</c>.</summary>
internal sealed class FileOrInputOption(string name) : Option<string>(name);
