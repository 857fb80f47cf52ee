using CsCheck;
using Pushy.Domain.Outputs;

namespace Pushy.Domain.Tests.Outputs;

/// <summary>Random ways of a stream from an agent to a server. A failure prints a seed: set <c>CsCheck_Seed</c> to it.</summary>
public sealed class OutputLawTests
{
    private const int Iterations = 5_000;

    private static readonly Gen<byte[]> Stream = Gen.Byte.Array[0, 60];

    [Fact]
    public void Pieces_cut_doubled_reordered_and_lost_in_any_way_give_the_same_bytes_once_each_has_come_in_turn() =>
        Gen.Select(Stream, Gen.Select(Gen.Int[0, 70], Gen.Int[0, 20]).Array[0, 60], Gen.Int[1, 80]).Sample(
            (bytes, pieces, limit) =>
            {
                var server = new Server(limit);
                foreach (var (offset, count) in pieces)
                    server.Take(offset, Slice(bytes, offset, count));
                Assert.Equal(bytes[..server.Stored.Count], server.Stored);
                Assert.InRange(server.Stored.Count, 0, limit);

                for (var at = 0; at < bytes.Length; at++)
                    Assert.True(server.Take(at, Slice(bytes, at, 1)) > at);
                Assert.Equal(bytes[..Math.Min(bytes.Length, limit)], server.Stored);
            },
            iter: Iterations);

    [Fact]
    public void A_stream_arrives_whole_whatever_the_link_does_and_no_receipt_is_answered_twice() =>
        Gen.Select(Stream, Gen.Int[1, 20], Gen.Int[1, 80], Gen.Int[0, 5].Array[0, 200]).Sample(
            (bytes, most, limit, faults) =>
            {
                var (server, cursor, sent) = (new Server(limit), new OutputCursor(0, 0), 0);
                var late = 0L;
                foreach (var fault in faults)
                    (cursor, late) = fault switch
                    {
                        0 => (cursor.Repeat(), late),                                     // a new link, or no receipt in time
                        1 => (cursor.Hear(late), late),                                   // an old receipt once more
                        2 => (Send(cursor, out _), late),                                 // the piece is lost, or its receipt
                        3 => (Send(cursor, out var doubled), server.Take(doubled.Offset, Slice(bytes, (int)doubled.Offset, doubled.Count))),
                        4 => (new OutputCursor(0, 0), late),                              // another agent process
                        _ => Step(cursor),
                    };
                for (cursor = cursor.Repeat(), sent = 0; cursor.Stored < bytes.Length; sent++)
                    cursor = Step(cursor).Cursor.Repeat();

                Assert.Equal(bytes[..Math.Min(bytes.Length, limit)], server.Stored);
                Assert.InRange(sent, 0, bytes.Length + 2);   // each step gets on, but for one or two that show where the server stands

                OutputCursor Send(OutputCursor from, out (long Offset, int Count) piece)
                {
                    piece = (from.Stored, from.Next(bytes.Length, most));
                    return piece.Count == 0 ? from : from.Send(piece.Count);
                }

                (OutputCursor Cursor, long Receipt) Step(OutputCursor from)
                {
                    var next = Send(from, out var piece);
                    if (piece.Count == 0)
                        return (from.Repeat(), late);
                    var receipt = server.Take(piece.Offset, Slice(bytes, (int)piece.Offset, piece.Count));
                    return (next.Hear(receipt), receipt);
                }
            },
            iter: Iterations);

    [Fact]
    public void One_piece_is_under_way_at_a_time_and_a_doubled_receipt_brings_no_doubled_piece()
    {
        var cursor = new OutputCursor(0, 0).Send(10);
        Assert.Equal(0, cursor.Next(100, 10));
        cursor = cursor.Hear(10).Send(10).Hear(10);
        Assert.True(cursor.IsWaiting);
        Assert.Equal(new OutputCursor(20, 20), cursor.Hear(20));
    }

    private static byte[] Slice(byte[] bytes, int offset, int count) => [.. bytes.Skip(offset).Take(count)];

    private sealed class Server(int limit)
    {
        public List<byte> Stored { get; } = [];

        public long Take(long offset, byte[] data)
        {
            var tail = OutputTail.Of(Stored.Count, offset, data.Length, limit);
            Stored.AddRange(data.Skip(tail.Skip).Take(tail.Take));
            return tail.Reached;
        }
    }
}
