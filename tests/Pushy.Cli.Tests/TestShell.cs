namespace Pushy.Cli.Tests;

/// <summary>A terminal that is none: what is printed is kept, the home is empty, and the environment has what a test puts there.</summary>
internal sealed class TestShell : IDisposable
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();
    private readonly MemoryStream _bytes = new();

    public TestShell(string input = "")
    {
        Terminal = new Terminal(_output, _error, new StringReader(input), Variables.GetValueOrDefault, Home.Path) { OpenBytes = () => _bytes };
    }

    public TestFolder Home { get; } = new();

    public Dictionary<string, string?> Variables { get; } = [];

    public Terminal Terminal { get; set; }

    public string Output => _output.ToString();

    public string Error => _error.ToString();

    public byte[] Bytes => _bytes.ToArray();

    public void Dispose()
    {
        Home.Dispose();
        _output.Dispose();
        _error.Dispose();
        _bytes.Dispose();
    }
}
