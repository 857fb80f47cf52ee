namespace Pushy.Cli.Demo;

/// <summary>Lets a node run any command as it is. For the demo only: whoever may start jobs is then whoever runs the agent.</summary>
internal static class DemoWhitelist
{
    public const string Json = """{ "/(.+)/": { "command_line": "\\1", "unsafe": true } }""";
}
