using System.CommandLine;

namespace Pushy.Cli.Output;

/// <summary>How a result is printed.</summary>
internal enum OutputFormat
{
    /// <summary>Columns for people.</summary>
    Table,

    /// <summary>More columns.</summary>
    Wide,

    /// <summary>One JSON document, as the API has it.</summary>
    Json,

    /// <summary>The same document as YAML.</summary>
    Yaml,
}

/// <summary><c>-o FORMAT</c> and <c>--json</c>.</summary>
internal sealed class FormatOptions
{
    private readonly Option<string> _format = new("--output", "-o", "-F")
    {
        Description = "table, wide, json or yaml.",
        HelpName = "FORMAT",
        DefaultValueFactory = _ => "table",
    };

    private readonly Option<bool> _json = new("--json") { Description = "The same as -o json." };

    public FormatOptions(Command command)
    {
        _format.AcceptOnlyFromAmong("table", "wide", "json", "yaml");
        command.Options.Add(_format);
        command.Options.Add(_json);
    }

    public OutputFormat Of(ParseResult parsed) => parsed.GetValue(_json) ? OutputFormat.Json : parsed.GetValue(_format) switch
    {
        "json" => OutputFormat.Json,
        "yaml" => OutputFormat.Yaml,
        "wide" => OutputFormat.Wide,
        _ => OutputFormat.Table,
    };
}
