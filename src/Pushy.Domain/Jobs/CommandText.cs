namespace Pushy.Domain.Jobs;

/// <summary>What a job command may be made of. Who starts a job, who plans one and who votes on it go by this alone.</summary>
public static class CommandText
{
    /// <summary>Why no agent takes a command, as a clause that begins with <c>it</c>; null if nothing keeps them from it.</summary>
    public static string? Fault(string command)
    {
        ArgumentNullException.ThrowIfNull(command);

        for (var at = 0; at < command.Length; at++)
        {
            if (char.IsControl(command[at]))
                return $"it has the control character U+{(int)command[at]:X4}{NameOf(command[at])} at position {at + 1}; agents take commands of one line without any. Put a ; between two commands";
        }

        return null;
    }

    private static string NameOf(char control) => control switch
    {
        '\0' => " (NUL)",
        '\t' => " (tab)",
        '\n' => " (line feed)",
        '\r' => " (carriage return)",
        '\e' => " (escape)",
        _ => "",
    };
}
