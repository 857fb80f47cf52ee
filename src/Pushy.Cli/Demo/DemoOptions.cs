namespace Pushy.Cli.Demo;

/// <param name="Nodes">How many agents to start; 1 to <see cref="MaxNodes"/>.</param>
/// <param name="Json">Whether standard output is to have one JSON document and nothing else.</param>
/// <param name="Command">A line for <c>/bin/sh</c>, without control characters: agents refuse those.</param>
internal sealed record DemoOptions(int Nodes, bool Json, string Command)
{
    public const int DefaultNodes = 3;

    /// <summary>Each agent is a process; a laptop takes 50.</summary>
    public const int MaxNodes = 50;

    public const string DefaultCommand = """echo "Hello from $CHEF_PUSH_NODE_NAME on $(uname -n)"; sleep 1""";
}
