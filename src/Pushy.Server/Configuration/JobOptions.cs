namespace Pushy.Server.Configuration;

/// <param name="VoteTimeout">Nodes that have not voted by then are dropped from the vote.</param>
/// <param name="DefaultRunTimeout"><c>run_timeout</c> of jobs that give none; whole seconds.</param>
/// <param name="MaxNodes">Nodes in one job.</param>
/// <param name="Linger">How long a finished job stays in memory.</param>
/// <param name="AskTimeout">How long a request waits for a job's answer.</param>
/// <param name="IdempotencyKeep">How long an <c>Idempotency-Key</c> stands for its job.</param>
/// <param name="MaxOutputBytes">Bytes stored of each output stream of each node.</param>
public sealed record JobOptions(
    TimeSpan VoteTimeout, TimeSpan DefaultRunTimeout, int MaxNodes, TimeSpan Linger, TimeSpan AskTimeout, TimeSpan IdempotencyKeep, int MaxOutputBytes)
{
    internal static JobOptions Read(SettingReader reader) => new(
        reader.Duration("pushy.jobs.vote-timeout", TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
        reader.WholeSeconds("pushy.jobs.default-run-timeout", TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(int.MaxValue)),
        reader.Number("pushy.jobs.max-nodes", 1, 1_000_000),
        reader.Duration("pushy.jobs.linger", TimeSpan.Zero, TimeSpan.FromHours(1)),
        reader.Duration("pushy.jobs.ask-timeout", TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5)),
        reader.Duration("pushy.jobs.idempotency-keep", TimeSpan.FromMinutes(1), TimeSpan.FromDays(30)),
        reader.Bytes("pushy.jobs.max-output-bytes", 1024, 1024 * 1024 * 1024));
}
