using System.Globalization;
using LinqToDB.Data;
using Pushy.Server.Storage;

namespace Pushy.Server.SignIn;

/// <summary>Signed requests that came to any host, in the database, until their timestamp is over.</summary>
public sealed class SeenRequests(Database database)
{
    private const int RemovedWithEach = 2;   // more than one, so that old ones grow fewer; few, so that no request pays for many

    /// <summary>False if it is there already.</summary>
    /// <param name="request">What was signed, as <c>SignedHeaders.Fingerprint</c> makes it.</param>
    /// <param name="endsAt">When it need not be remembered any more.</param>
    public async Task<bool> Add(UInt128 request, DateTimeOffset endsAt, DateTimeOffset now, CancellationToken ct)
    {
        await using var data = database.Open();
        var isNew = await data.ExecuteAsync(
            "insert into seen_requests (fingerprint, ends_at) values (@request, @end) on conflict do nothing",
            ct,
            DataParameter.Char("request", request.ToString("x32", CultureInfo.InvariantCulture)), DataParameter.Int64("end", endsAt.ToStored())) == 1;
        if (isNew)
        {
            await data.ExecuteAsync(
                $"delete from seen_requests where fingerprint in (select fingerprint from seen_requests where ends_at <= @now order by ends_at limit {RemovedWithEach})",
                ct,
                DataParameter.Int64("now", now.ToStored()));
        }

        return isNew;
    }
}
