namespace Pushy.Chaos.Cluster;

/// <summary>
/// The program that jobs run. It writes a line to the run's ledger when it starts and one when it ends, each by one write in append mode, so
/// that the ledger tells what really happened whatever anybody says. Its lines on standard output are known beforehand.
/// </summary>
internal static class WorkScript
{
    public const string Whitelist = "whitelist.json";
    public const string Ledger = "ledger";

    /// <summary>As an ending: the command ends itself by signal 9.</summary>
    public const int KillsItself = 256;

    /// <summary>Every third node ends in the job's ending, the others with 0.</summary>
    private const int EndingEvery = 3;

    private const string File = "work.sh";

    /// <summary>What a job's command is.</summary>
    /// <param name="nonce">Letters and digits.</param>
    /// <param name="ending">Exit code, 0 to 255, or <see cref="KillsItself"/>.</param>
    /// <param name="lines">Of output.</param>
    public static string Command(string nonce, TimeSpan works, int ending, int lines) =>
        FormattableString.Invariant($"work {nonce} {works.TotalSeconds:F2} {ending} {lines}");

    public static int EndingOf(string node, int ending) => NumberOf(node) % EndingEvery == 0 ? ending : 0;

    public static string Output(string nonce, string node, int lines) =>
        string.Concat(Enumerable.Range(0, lines).Select(line => $"{nonce} {node} line {line}\n"));

    public static string ErrorOutput(string nonce, string node, int lines) => lines == 0 ? "" : $"{nonce} {node} is done\n";

    public static void Write(World world)
    {
        System.IO.File.WriteAllText(world.In(File), $$"""
            read -r up _ </proc/uptime
            echo "start $CHEF_PUSH_JOB_ID $1 $CHEF_PUSH_NODE_NAME $$ $up" >>'{{world.In(Ledger)}}'
            ending=$3
            [ $((${CHEF_PUSH_NODE_NAME#node} % {{EndingEvery}})) -eq 0 ] || ending=0
            half=$(($4 / 2)) line=0
            while [ $line -lt $half ]; do echo "$1 $CHEF_PUSH_NODE_NAME line $line"; line=$((line + 1)); done
            sleep $2
            while [ $line -lt $4 ]; do echo "$1 $CHEF_PUSH_NODE_NAME line $line"; line=$((line + 1)); done
            [ $4 -eq 0 ] || echo "$1 $CHEF_PUSH_NODE_NAME is done" >&2
            read -r up _ </proc/uptime
            echo "end $CHEF_PUSH_JOB_ID $1 $CHEF_PUSH_NODE_NAME $$ $up $ending" >>'{{world.In(Ledger)}}'
            [ $ending -ne {{KillsItself}} ] || kill -9 $$
            exit $ending

            """);
        System.IO.File.WriteAllText(world.In(Whitelist), $$"""
            { "/work ([a-z0-9]+) ([0-9.]+) ([0-9]+) ([0-9]+)/": { "command_line": "exec sh '{{world.In(File)}}' \\1 \\2 \\3 \\4" } }
            """);
        System.IO.File.WriteAllText(world.In(Ledger), "");
    }

    private static int NumberOf(string node) => int.Parse(node["node".Length..], System.Globalization.CultureInfo.InvariantCulture);
}
