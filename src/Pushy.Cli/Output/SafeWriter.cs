using System.Text;
using Pushy.Cli.Jobs;

namespace Pushy.Cli.Output;

/// <summary>
/// The last way out of every text: characters that would make it look other than it is become <c>?</c>, wherever the text is from. JSON and YAML have them as
/// escapes by then. Colours pass; text of others had its control characters taken before.
/// </summary>
internal sealed class SafeWriter(TextWriter inner) : TextWriter(inner.FormatProvider)
{
    public override Encoding Encoding => inner.Encoding;

    public override void Write(char value) => inner.Write(SafeText.IsDeceptive(value) ? '?' : value);

    public override void Write(char[] buffer, int index, int count) => inner.Write(Safe(new string(buffer, index, count)));

    public override void Write(ReadOnlySpan<char> buffer) => inner.Write(Safe(new string(buffer)));

    public override void Write(string? value) => inner.Write(Safe(value));

    public override void WriteLine(string? value) => inner.WriteLine(Safe(value));

    public override Task WriteAsync(char value) => inner.WriteAsync(SafeText.IsDeceptive(value) ? '?' : value);

    public override Task WriteAsync(string? value) => inner.WriteAsync(Safe(value));

    public override Task WriteAsync(ReadOnlyMemory<char> buffer, CancellationToken cancellationToken = default) =>
        inner.WriteAsync(Safe(new string(buffer.Span)).AsMemory(), cancellationToken);

    public override Task WriteLineAsync(string? value) => inner.WriteLineAsync(Safe(value));

    public override Task WriteLineAsync(ReadOnlyMemory<char> buffer, CancellationToken cancellationToken = default) =>
        inner.WriteLineAsync(Safe(new string(buffer.Span)).AsMemory(), cancellationToken);

    public override void Flush() => inner.Flush();

    public override Task FlushAsync() => inner.FlushAsync();

    private static string? Safe(string? text) =>
        text is null || !text.Any(SafeText.IsDeceptive) ? text : string.Create(text.Length, text, (safe, from) =>
        {
            for (var i = 0; i < from.Length; i++)
                safe[i] = SafeText.IsDeceptive(from, i) ? '?' : from[i];
        });
}
