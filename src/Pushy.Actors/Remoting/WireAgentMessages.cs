using Pushy.Contracts.Agents;
using static Pushy.Contracts.Agents.AgentMessage;

namespace Pushy.Actors.Remoting;

/// <summary>
/// What an agent said, between hosts. Not as the agent's JSON: output goes as the bytes that it is, and no text becomes longer than it was in the
/// agent's frame. What an agent may leave out or get wrong is taken along as it is: those whom it is for judge it.
/// </summary>
internal static class WireAgentMessages
{
    private enum Kind : byte
    {
        Hello = 1,
        Heartbeat = 2,
        AckCommit = 3,
        NackCommit = 4,
        AckRun = 5,
        NackRun = 6,
        Succeeded = 7,
        Failed = 8,
        Aborted = 9,
        Output = 10,
    }

    public static void Write(WireWriter to, AgentMessage message)
    {
        var at = to.Begin();
        switch (message)
        {
            case Hello hello:
                to.Byte((byte)Kind.Hello);
                to.Text(hello.Node);
                to.Text(hello.IncarnationId);
                to.Text(hello.Version);
                to.Text(hello.JobId);
                to.Number((int)hello.JobState);
                to.Texts(hello.Outcomes);
                break;
            case Heartbeat beat:
                to.Byte((byte)Kind.Heartbeat);
                to.Number((int)beat.JobState);
                to.Text(beat.JobId);
                to.Texts(beat.Outcomes);
                break;
            case AckCommit ack:
                to.Byte((byte)Kind.AckCommit);
                to.Text(ack.JobId);
                break;
            case NackCommit nack:
                to.Byte((byte)Kind.NackCommit);
                to.Text(nack.JobId);
                to.Text(nack.Reason);
                to.Text(nack.Detail);
                break;
            case AckRun ack:
                to.Byte((byte)Kind.AckRun);
                to.Text(ack.JobId);
                to.Time(ack.StartedAt);
                break;
            case NackRun nack:
                to.Byte((byte)Kind.NackRun);
                to.Text(nack.JobId);
                to.Text(nack.Reason);
                to.Text(nack.Detail);
                break;
            case Succeeded done:
                to.Byte((byte)Kind.Succeeded);
                WriteOutcome(to, done);
                break;
            case Failed done:
                to.Byte((byte)Kind.Failed);
                WriteOutcome(to, done);
                to.MaybeNumber(done.ExitStatus);
                to.MaybeNumber(done.Signal);
                to.Text(done.Detail);
                break;
            case Aborted aborted:
                to.Byte((byte)Kind.Aborted);
                to.Text(aborted.JobId);
                to.Text(aborted.Detail);
                to.Flag(aborted.TimedOut);
                break;
            case Output piece:
                to.Byte((byte)Kind.Output);
                to.Text(piece.JobId);
                to.Number((int)piece.Stream);
                to.Number(piece.Offset);
                to.Bytes(piece.Data);   // a frame may say null
                break;
            default:
                throw new InvalidOperationException($"{message.GetType().Name} has no form between hosts");
        }

        to.End(at);
    }

    public static AgentMessage Read(WireReader from)
    {
        var outer = from.Enter();
        var message = Read((Kind)from.Byte(), from);
        from.Leave(outer);
        return message;
    }

    private static AgentMessage Read(Kind kind, WireReader from) => kind switch
    {
        Kind.Hello => new Hello(from.MaybeText()!, from.MaybeText()!, from.MaybeText()!)
        {
            JobId = from.MaybeText(),
            JobState = (AgentJobState)from.Int(),
            Outcomes = from.Texts(),
        },
        Kind.Heartbeat => new Heartbeat((AgentJobState)from.Int(), from.MaybeText()) { Outcomes = from.Texts() },
        Kind.AckCommit => new AckCommit(from.MaybeText()!),
        Kind.NackCommit => new NackCommit(from.MaybeText()) { Reason = from.MaybeText(), Detail = from.MaybeText() },
        Kind.AckRun => new AckRun(from.MaybeText()!) { StartedAt = from.MaybeTime() },
        Kind.NackRun => new NackRun(from.MaybeText()) { Reason = from.MaybeText(), Detail = from.MaybeText() },
        Kind.Succeeded => ReadSucceeded(from),
        Kind.Failed => ReadFailed(from),
        Kind.Aborted => new Aborted(from.MaybeText()) { Detail = from.MaybeText(), TimedOut = from.HasMore && from.Flag() },
        Kind.Output => new Output(from.MaybeText()!, (OutputStream)from.Int(), from.Number(), from.MaybeBytes()!),
        _ => throw new InvalidDataException($"{(byte)kind} is no message of an agent known to this version"),
    };

    private static void WriteOutcome(WireWriter to, IOutcome outcome)
    {
        to.Text(outcome.JobId);
        to.Time(outcome.StartedAt);
        to.Time(outcome.EndedAt);
        to.Text(outcome.Stdout);
        to.Text(outcome.Stderr);
        to.Flag(outcome.OutputTruncated);
        WriteEnd(to, outcome.StdoutEnd);
        WriteEnd(to, outcome.StderrEnd);
    }

    private static Succeeded ReadSucceeded(WireReader from) => new(from.MaybeText()!)
    {
        StartedAt = from.MaybeTime(),
        EndedAt = from.MaybeTime(),
        Stdout = from.MaybeText(),
        Stderr = from.MaybeText(),
        OutputTruncated = from.Flag(),
        StdoutEnd = ReadEnd(from),
        StderrEnd = ReadEnd(from),
    };

    private static Failed ReadFailed(WireReader from) => new(from.MaybeText()!)
    {
        StartedAt = from.MaybeTime(),
        EndedAt = from.MaybeTime(),
        Stdout = from.MaybeText(),
        Stderr = from.MaybeText(),
        OutputTruncated = from.Flag(),
        StdoutEnd = ReadEnd(from),
        StderrEnd = ReadEnd(from),
        ExitStatus = from.MaybeInt(),
        Signal = from.MaybeInt(),
        Detail = from.MaybeText(),
    };

    private static void WriteEnd(WireWriter to, StreamEnd? end)
    {
        to.Flag(end is not null);
        to.Number(end?.Length ?? 0);
        to.Number(end?.Dropped ?? 0);
    }

    private static StreamEnd? ReadEnd(WireReader from)
    {
        var (isThere, length, dropped) = (from.Flag(), from.Number(), from.Number());
        return isThere ? new StreamEnd(length, dropped) : null;
    }
}
