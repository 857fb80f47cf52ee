using System.Text.RegularExpressions;

namespace Pushy.Server.Tests.Docs;

/// <summary>Whoever meets a message finds it in docs/troubleshoot.md. Add a row there for a new one: what it means, and what to do.</summary>
public sealed partial class TroubleshootPageTests
{
    /// <summary>Shorter parts stand in many places.</summary>
    private const int LeastLength = 10;

    private static readonly string Page = File.ReadAllText(Path.Combine(MessageSources.Root, "docs", "troubleshoot.md"));

    [Fact]
    public void Every_refusal_of_the_API_is_there() => Expect("src/Pushy.Server/Gateway", Refusals(), least: 35);

    [Fact]
    public void Every_fault_of_a_signed_request_is_there() => Expect("src/Pushy.Contracts/Signing", Faults(), least: 4);

    [Fact]
    public void Every_reason_not_to_start_is_there() => Expect("src/Pushy.Server", Configurations(), least: 10);

    [Fact]
    public void Every_problem_of_a_setting_is_there() => Expect("src/Pushy.Server/Configuration", Settings(), least: 20);

    [Fact]
    public void Every_refusal_of_an_admin_command_is_there() => Expect("src/Pushy.Server", Commands(), least: 40);

    [Fact]
    public void Every_reason_of_an_agent_to_end_is_there() => Expect("src/Pushy.Agent", Agents(), least: 25);

    [Fact]
    public void Every_usage_error_of_the_command_line_is_there() => Expect("src/Pushy.Cli", Usages(), least: 25);

    [Fact]
    public void Every_remedy_of_a_failed_request_is_there() => Expect("src/Pushy.Cli", Remedies(), least: 5);

    [Fact]
    public void Every_reason_of_a_node_is_there()
    {
        var text = File.ReadAllText(Path.Combine(MessageSources.Root, "src/Pushy.Domain/Nodes/NodeEndingText.cs"));
        var codes = Codes().Matches(text).Select(match => match.Groups[1].Value)
            .Concat(Enum.GetNames<Pushy.Domain.Nodes.NackReason>().Except(["Unstated"]).Select(Snake))
            .Concat(Enum.GetNames<Pushy.Domain.Nodes.DownReason>().Select(Snake)).Distinct().ToList();

        Assert.True(codes.Count > 30, string.Join(' ', codes));
        Assert.Empty(codes.Where(code => !Page.Contains($"`{code}`", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_message_is_read_with_its_holes_left_out() => Assert.Equal(
        ["there is '", "' and ", "; \"quoted\" {brace}"],
        MessageSources.Parts("""x = $"there is '{name}' and {string.Join(", ", all.Select(one => $"{one} of {other}"))}; \"quoted\" {{brace}}";""", 6, interpolated: true));

    private static void Expect(string folder, Regex starts, int least)
    {
        var messages = MessageSources.In(folder, starts).Select(message => (message.Where, Part: message.Parts.MaxBy(part => part.Length)!.Trim())).ToList();
        Assert.True(messages.Count >= least, $"only {messages.Count} messages were found");
        var missing = messages.Where(message => message.Part.Length >= LeastLength && !Page.Contains(message.Part, StringComparison.Ordinal));
        Assert.Empty(missing.Select(message => $"{message.Where}: {message.Part}"));
    }

    private static string Snake(string name) => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(name);

    [GeneratedRegex("""(?:new\(\d{3}, (?:string\.Create\(CultureInfo\.InvariantCulture, )?|Challenge\(|Later\(wait, \x22[a-z_]+\x22, (?:string\.Create\(CultureInfo\.InvariantCulture, )?)\$?\x22""")]
    private static partial Regex Refusals();

    [GeneratedRegex("""Faulty\(\d{3}, \$?\x22""")]
    private static partial Regex Faults();

    [GeneratedRegex("""new ConfigurationException\(\s*\$?\x22""")]
    private static partial Regex Configurations();

    [GeneratedRegex("""[Pp]roblem\([\w.\x22-]+, \$?\x22""")]
    private static partial Regex Settings();

    [GeneratedRegex("""AdminRefusal\(\s*\$?\x22""")]
    private static partial Regex Commands();

    [GeneratedRegex("""new SettingsException\(\s*\$?\x22""")]
    private static partial Regex Agents();

    [GeneratedRegex("""new UsageException\(\s*\$?\x22""")]
    private static partial Regex Usages();

    [GeneratedRegex("""=> (?=\x22[a-z'][^\x22]{20,}\x22,\s*\n)\x22""")]
    private static partial Regex Remedies();

    [GeneratedRegex("""=> "([a-z_]+)",""")]
    private static partial Regex Codes();
}
