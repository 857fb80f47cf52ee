namespace Pushy.Agent.Tests.Harness;

/// <summary>A test of the native program only: it says nothing about one that runs under a JIT compiler.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NativeFactAttribute : FactAttribute
{
    public NativeFactAttribute()
    {
        if (AgentUnderTest.Native is null)
            Skip = "PUSHY_AGENT_BINARY does not name a published agent";
    }
}
