using System.Security.Cryptography;
using System.Text;
using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using Pushy.Domain.Jobs;
using Pushy.Server.Configuration;
using Pushy.Server.Gateway;
using Pushy.Server.Storage;
using Refusal = Pushy.Server.Gateway.Refusal;

namespace Pushy.Server.Jobs;

/// <summary>
/// <c>Idempotency-Key</c>: a key gets its job's id before there is a job. Whoever comes with the key again submits the same id again, and a
/// job is there once, whenever the server ended in between and however many come at once.
/// </summary>
internal sealed class IdempotencyKeys(Database database, JobOptions options, TimeProvider time)
{
    public const string Header = "Idempotency-Key";

    private const int MaxLength = 255;
    private const int RemovedWithEach = 2;   // more than one, so that old ones grow fewer; few, so that no request pays for many
    private const int Attempts = 3;

    private static readonly Refusal BadKey = Refusal.Body($"'{Header}' is not a key; allowed are 1 to {MaxLength} printable ASCII characters, once");
    private static readonly Refusal OtherRequest = Refusal.KeyUsed(Header);

    /// <summary>The id for a posted job. Without the header this asks no database.</summary>
    public async ValueTask<JobIdChoice> Choose(RequestContext context)
    {
        var given = context.Http.Request.Headers[Header];
        if (given.Count == 0)
            return new JobIdChoice.Unkeyed(NewId(context.Organization.Id));
        return given.Count > 1 ? new JobIdChoice.Refused(BadKey) : await Choose(context, given[0], context.Body);
    }

    /// <summary>The id for a job with a key that came in another way.</summary>
    /// <param name="request">What must be the same if the key comes again.</param>
    public async ValueTask<JobIdChoice> Choose(RequestContext context, string? key, ReadOnlyMemory<byte> request)
    {
        if (key is not { Length: >= 1 and <= MaxLength } || !key.All(letter => letter is >= ' ' and <= '~'))
            return new JobIdChoice.Refused(BadKey);

        var row = new IdempotencyKeyRow
        {
            KeyHash = HashOf(context, key),
            BodyHash = Convert.ToHexStringLower(SHA256.HashData(request.Span)),
            JobId = NewId(context.Organization.Id).Value,
            CreatedAt = time.GetUtcNow().ToStored(),
        };
        await using var data = database.Open();
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (await Reserve(data, row, context.Aborted) is { } choice)
                return choice;
        }

        throw new StorageUnavailableException($"an {Header} changed hands again and again");
    }

    /// <summary>Null when another request was faster in taking over a key that is over.</summary>
    private async Task<JobIdChoice?> Reserve(PushyData data, IdempotencyKeyRow row, CancellationToken ct)
    {
        var oldest = (time.GetUtcNow() - options.IdempotencyKeep).ToStored();
        if (await Insert(data, row, ct))
        {
            await RemoveOld(data, oldest, ct);
            return new JobIdChoice.Keyed(new JobId(row.JobId), IsRepeat: false);
        }

        if (await data.IdempotencyKeys.FirstOrDefaultAsync(one => one.KeyHash == row.KeyHash, ct) is not { } known)
            return null;
        if (known.CreatedAt >= oldest)
            return known.BodyHash == row.BodyHash ? new JobIdChoice.Keyed(new JobId(known.JobId), IsRepeat: true) : new JobIdChoice.Refused(OtherRequest);

        var taken = await data.IdempotencyKeys.Where(one => one.KeyHash == row.KeyHash && one.CreatedAt == known.CreatedAt)
            .Set(one => one.BodyHash, row.BodyHash).Set(one => one.JobId, row.JobId).Set(one => one.CreatedAt, row.CreatedAt).UpdateAsync(ct);
        return taken == 1 ? new JobIdChoice.Keyed(new JobId(row.JobId), IsRepeat: false) : null;
    }

    private static async Task<bool> Insert(PushyData data, IdempotencyKeyRow row, CancellationToken ct) => await data.ExecuteAsync(
        "insert into idempotency_keys (key_hash, body_hash, job_id, created_at) values (@key, @body, @job, @at) on conflict do nothing",
        ct,
        DataParameter.Char("key", row.KeyHash), DataParameter.Char("body", row.BodyHash), DataParameter.Char("job", row.JobId), DataParameter.Int64("at", row.CreatedAt)) == 1;

    private static Task<int> RemoveOld(PushyData data, long oldest, CancellationToken ct) => data.ExecuteAsync(
        $"delete from idempotency_keys where key_hash in (select key_hash from idempotency_keys where created_at < @oldest order by created_at limit {RemovedWithEach})",
        ct,
        DataParameter.Int64("oldest", oldest));

    /// <summary>A key is its sender's own: nobody learns of another's.</summary>
    private static string HashOf(RequestContext context, string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Join('\n', context.Organization.Id, context.Requestor.Type, key, context.Requestor.Name))));

    private static JobId NewId(string organization)
    {
        var chance = new byte[JobId.RandomBytes];
        RandomNumberGenerator.Fill(chance);
        return JobId.Create(organization, chance);
    }
}
