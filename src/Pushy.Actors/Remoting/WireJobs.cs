using System.Text.Json;
using Pushy.Actors.Feeds;
using Pushy.Actors.Jobs;
using Pushy.Actors.Journal;
using Pushy.Actors.Presence;
using Pushy.Domain.Jobs;
using Pushy.Domain.Nodes;

namespace Pushy.Actors.Remoting;

/// <summary>What is said to a job and by it, between hosts. What the journal has too goes in the journal's shape.</summary>
internal static class WireJobs
{
    public static void Write(WireWriter to, JobCommand.Submit submit)
    {
        to.Bytes(Packed.Of(JsonSerializer.SerializeToUtf8Bytes(StoredEvents.Store(submit.Spec), StoredContext.Default.StoredSpec)));
        to.Time(submit.BeginBy);
    }

    public static JobCommand.Submit ReadSubmit(WireReader from) => new(
        StoredEvents.Restore(JsonSerializer.Deserialize(Packed.Open(from.Bytes()), StoredContext.Default.StoredSpec) ?? throw new InvalidDataException("a spec is missing")))
    {
        BeginBy = from.MaybeTime(),
    };

    public static void Write(WireWriter to, JobCommand.Abort abort) => to.Text(abort.By);

    public static JobCommand.Abort ReadAbort(WireReader from) => new(from.Text());

    public static void Write(WireWriter to, JobReply reply)
    {
        to.Bytes(reply.Parcel.Packed);
        to.Text(reply.Refusal?.Code);
        to.Text(reply.Refusal?.Detail);
    }

    public static JobReply ReadReply(WireReader from)
    {
        var state = Parcel<JobState>.Of(from.Bytes(), WireJobStates.Read);
        var (code, detail) = (from.MaybeText(), from.MaybeText());
        return new JobReply(state, code is null ? null : new Refusal(code, detail ?? ""));
    }

    public static void Write(WireWriter to, FromStray stray)
    {
        to.Text(stray.From.Organization);
        to.Text(stray.From.Node.Value);
        WireAgentMessages.Write(to, stray.Message);
        to.Flag(stray.Claims);
    }

    public static FromStray ReadStray(WireReader from) =>
        new(new NodeKey(from.Text(), new NodeName(from.Text())), WireAgentMessages.Read(from), from.Flag());

    public static void Write(WireWriter to, JobNews news)
    {
        to.Number(news.Sequence);
        to.Bytes(news.Parcel.Packed);
    }

    public static JobNews ReadNews(WireReader from) => new(from.Number(), Parcel<JobWritten>.Of(from.Bytes(), JobEventSerializer.Read));
}
