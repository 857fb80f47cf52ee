using System.Text;
using System.Text.Json;
using Pushy.Contracts.Jobs;

namespace Pushy.Cli.Jobs;

/// <summary>Parts of a job as a command line has them, in the API's form.</summary>
internal static class JobInput
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>A file's content: <c>raw:</c> where it is text, else <c>base64:</c>.</summary>
    /// <exception cref="UsageException">It is too large.</exception>
    public static string File(string path, byte[] content)
    {
        if (content.Length > JobRequest.MaxFileBytes)
            throw new UsageException($"--file {path} has {content.Length} bytes; allowed are {JobRequest.MaxFileBytes}");
        try
        {
            return "raw:" + Strict.GetString(content);
        }
        catch (DecoderFallbackException)
        {
            return "base64:" + Convert.ToBase64String(content);
        }
    }

    /// <summary>Variables from <c>NAME=VALUE</c> each, or from one JSON object of strings as knife takes it. Null when there are none.</summary>
    /// <exception cref="UsageException">One is neither.</exception>
    public static IReadOnlyDictionary<string, string>? Variables(IReadOnlyList<string> texts)
    {
        if (texts.Count == 0)
            return null;
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            if (text.StartsWith('{'))
            {
                AddJson(variables, text);
                continue;
            }

            var cut = text.IndexOf('=', StringComparison.Ordinal);
            if (cut < 1)
                throw new UsageException("--env takes NAME=VALUE, or one JSON object of strings; there is one without a name or =");
            variables[text[..cut]] = text[(cut + 1)..];
        }

        return variables;
    }

    private static void AddJson(Dictionary<string, string> variables, string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            foreach (var variable in json.RootElement.EnumerateObject())
                variables[variable.Name] = variable.Value.GetString() ?? throw new InvalidOperationException();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new UsageException("--env is no JSON object of strings, as in: --env '{\"NAME\":\"VALUE\"}'");
        }
    }
}
