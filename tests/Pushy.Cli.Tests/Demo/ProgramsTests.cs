using Pushy.Cli.Demo;

namespace Pushy.Cli.Tests.Demo;

public sealed class ProgramsTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly Dictionary<string, string> _environment = [];

    [Fact]
    public void What_the_environment_names_comes_first()
    {
        Installed("");
        _environment[Programs.ServerVariable] = Put("mine/server");
        _environment[Programs.AgentVariable] = Put("mine/agent");

        Assert.Equal(new Programs(_folder.In("mine/server"), _folder.In("mine/agent")), Find(""));
    }

    [Fact]
    public void A_name_in_the_environment_without_a_file_is_an_error()
    {
        Installed("");
        _environment[Programs.AgentVariable] = "/nowhere";

        Assert.Contains("PUSHY_AGENT_BINARY is '/nowhere'", Assert.Throws<DemoFailedException>(() => Find("")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Installed_programs_lie_next_to_ours()
    {
        var expected = Installed("bin");

        Assert.Equal(expected, Find("bin"));
    }

    [Fact]
    public void In_a_clone_they_are_in_the_neighbours_builds_of_the_same_configuration()
    {
        Put("src/Pushy.Server/bin/Debug/net10.0/pushy-server");
        var expected = new Programs(
            Put("src/Pushy.Server/bin/Release/net10.0/pushy-server"), Put("src/Pushy.Agent/bin/Release/net10.0/pushy-agent"));

        Assert.Equal(expected, Find("src/Pushy.Cli/bin/Release/net10.0/"));
    }

    [Fact]
    public void Else_they_are_on_the_path()
    {
        var expected = Installed("second");
        _environment["PATH"] = $"{_folder.In("first")}:{_folder.In("second")}";

        Assert.Equal(expected, Find("elsewhere"));
    }

    [Fact]
    public void Where_there_are_none_the_error_says_how_to_name_one()
    {
        var message = Assert.Throws<DemoFailedException>(() => Find("bin")).Message;

        Assert.Contains("There is no pushy-server in", message, StringComparison.Ordinal);
        Assert.Contains("PUSHY_SERVER_BINARY can say where it is", message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private Programs Installed(string folder) => new(Put(Path.Combine(folder, "pushy-server")), Put(Path.Combine(folder, "pushy-agent")));

    private string Put(string name)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.In(name))!);
        File.WriteAllText(_folder.In(name), "");
        return _folder.In(name);
    }

    private Programs Find(string baseFolder) => Programs.Find(_folder.In(baseFolder), _environment.GetValueOrDefault);
}
