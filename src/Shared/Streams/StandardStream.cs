using System.Runtime.InteropServices;

namespace Pushy.Streams;

/// <summary>
/// Standard output or standard error. .NET's own ends the program when a disk is full or nothing is there, and says nothing when the reader of a pipe has gone.
/// This one says that results are lost, by <see cref="OutputLostException"/>, and drops what is only told: a full disk for logs stops no job.
/// </summary>
/// <param name="descriptor">1 or 2.</param>
/// <param name="mayDrop">Whether what cannot be written is dropped.</param>
/// <param name="wasClosed">Whether it was closed when the program began.</param>
internal sealed class StandardStream(int descriptor, bool mayDrop, bool wasClosed) : Stream
{
    private const int Interrupted = 4, Again = 11, BrokenPipe = 32;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Flush()
    {
        // nothing waits here
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (wasClosed)
        {
            Lost("it is closed", readerLeft: false);
            return;
        }

        while (!buffer.IsEmpty)
        {
            var written = StandardCalls.Write(descriptor, buffer, buffer.Length);
            if (written >= 0)
            {
                buffer = buffer[(int)written..];
                continue;
            }

            var error = Marshal.GetLastPInvokeError();
            if (error == Interrupted)
                continue;
            if (error == Again)
            {
                // somebody who shares it has made it non-blocking
                StandardCalls.Wait(descriptor, StandardCalls.PollOut);
                continue;
            }

            Lost(Marshal.GetPInvokeErrorMessage(error), error == BrokenPipe);
            return;
        }
    }

    private void Lost(string why, bool readerLeft)
    {
        if (!mayDrop)
            throw new OutputLostException(why, readerLeft);
    }
}
