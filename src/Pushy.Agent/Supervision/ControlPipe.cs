using System.Runtime.InteropServices;

namespace Pushy.Agent.Supervision;

/// <summary>The supervisor's standard input: lines from its agent, and the agent's death as their end.</summary>
internal static unsafe class ControlPipe
{
    /// <summary>The next line without its end; null when there will be none. Never more than one line is under way.</summary>
    public static byte[]? ReadLine()
    {
        const int chunk = 65536;
        var buffer = stackalloc byte[chunk];
        var line = new MemoryStream();
        while (true)
        {
            var count = (int)Libc.Read(0, buffer, chunk);
            if (count < 0 && Marshal.GetLastPInvokeError() == Libc.Interrupted)
                continue;
            if (count <= 0)
                return null;
            var read = new ReadOnlySpan<byte>(buffer, count);
            var end = read.IndexOf((byte)'\n');
            line.Write(end < 0 ? read : read[..end]);
            if (end >= 0)
                return line.ToArray();
        }
    }
}
