namespace Pushy.EndToEnd.Tests.Recordings;

/// <summary>A test in a terminal; skipped where nothing can make one.</summary>
internal sealed class ScriptFactAttribute : FactAttribute
{
    public ScriptFactAttribute()
    {
        if (!File.Exists("/usr/bin/script"))
            Skip = "there is no /usr/bin/script; install it with: apt-get install bsdutils";
    }
}
