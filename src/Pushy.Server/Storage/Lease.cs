using LinqToDB.Data;

namespace Pushy.Server.Storage;

/// <summary>
/// What one host at a time does, for all: whoever has the row. It ends by itself, so a host that dies keeps nobody from it. Clocks of hosts may
/// differ, so two may think for a while that they have it; what is done under it must be right then, too, only slower.
/// </summary>
/// <param name="database">Where the row is.</param>
/// <param name="name">What it is for; at most 64 characters.</param>
/// <param name="holder">This start of this host.</param>
/// <param name="length">How long it stands without being taken again.</param>
/// <param name="time">This host's clock.</param>
internal sealed class Lease(Database database, string name, Guid holder, TimeSpan length, TimeProvider time)
{
    /// <summary>Takes it, or takes it again.</summary>
    /// <returns>False: another host has it.</returns>
    public async Task<bool> Take(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        await using var data = database.Open();
        return await data.ExecuteAsync(
            "insert into leases (name, holder, until) values (@name, @holder, @until) "
            + "on conflict (name) do update set holder = excluded.holder, until = excluded.until where leases.holder = excluded.holder or leases.until <= @now or leases.until > @never",
            ct,
            DataParameter.NVarChar("name", name), DataParameter.Char("holder", holder.ToString("N")),
            DataParameter.Int64("until", (now + length).ToStored()), DataParameter.Int64("now", now.ToStored()),
            DataParameter.Int64("never", (now + length + length).ToStored())) == 1;   // a clock that has been set back wrote it: it would stand for as long as that
    }

    /// <summary>Gives it back before its end.</summary>
    public async Task Release(CancellationToken ct)
    {
        await using var data = database.Open();
        await data.ExecuteAsync(
            "delete from leases where name = @name and holder = @holder", ct, DataParameter.NVarChar("name", name), DataParameter.Char("holder", holder.ToString("N")));
    }
}
