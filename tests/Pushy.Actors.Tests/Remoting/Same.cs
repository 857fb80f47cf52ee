using System.Text;
using Pushy.Actors.Feeds;
using Pushy.Actors.Hosts;
using Pushy.Actors.Jobs;
using Pushy.Actors.Presence;
using Pushy.Actors.Tests.Journal;
using Pushy.Contracts.Agents;
using Pushy.Domain.Jobs;

namespace Pushy.Actors.Tests.Remoting;

/// <summary>Whether two messages say the same. Records with collections do not compare by value.</summary>
internal static class Same
{
    public static void AssertSame(object expected, object actual)
    {
        Assert.Equal(expected.GetType(), actual.GetType());
        switch (expected, actual)
        {
            case (AgentMessage one, AgentMessage other):
                Assert.Equal(Encoding.UTF8.GetString(AgentLinkJson.Write(one)), Encoding.UTF8.GetString(AgentLinkJson.Write(other)));
                break;
            case (PresenceMessage.LinkOpened one, PresenceMessage.LinkOpened other):
                AssertSame(one.Hello, other.Hello);
                Assert.Equal(one, other with { Hello = one.Hello });
                break;
            case (PresenceMessage.FromAgent one, PresenceMessage.FromAgent other):
                AssertSame(one.Message, other.Message);
                Assert.Equal(one, other with { Message = one.Message });
                break;
            case (FromStray one, FromStray other):
                AssertSame(one.Message, other.Message);
                Assert.Equal(one, other with { Message = one.Message });
                break;
            case (PresenceMessage.Deliver(var one), PresenceMessage.Deliver(var other)):
                Assert.Equal(one, other);
                break;
            case (JobCommand.Submit one, JobCommand.Submit other):
                Samples.AssertSame(one.Spec, other.Spec);
                Assert.Equal(one, other with { Spec = one.Spec });
                break;
            case (NodesPage one, NodesPage other):
                Assert.Equal(one.Nodes.AsEnumerable(), other.Nodes.AsEnumerable());
                Assert.Equal(one.HasMore, other.HasMore);
                break;
            case (PresencesPage one, PresencesPage other):
                Assert.Equal(one.Nodes.AsEnumerable(), other.Nodes.AsEnumerable());
                Assert.Equal(one.HasMore, other.HasMore);
                break;
            case (FeedsGrewElsewhere(var one), FeedsGrewElsewhere(var other)):
                Assert.Equal(one.AsEnumerable(), other.AsEnumerable());
                break;
            case (OutputsGrewElsewhere(var one), OutputsGrewElsewhere(var other)):
                Assert.Equal(one.AsEnumerable(), other.AsEnumerable());
                break;
            case (OutputsFollowedElsewhere(var one), OutputsFollowedElsewhere(var other)):
                Assert.Equal(one.AsEnumerable(), other.AsEnumerable());
                break;
            case (JobReply one, JobReply other):
                AssertSame(one.State, other.State);
                Assert.Equal(one.Refusal, other.Refusal);
                break;
            case (JobNews one, JobNews other):
                Assert.Equal((one.Sequence, one.Written.Events.Length), (other.Sequence, other.Written.Events.Length));
                for (var i = 0; i < one.Written.Events.Length; i++)
                    Samples.AssertSame(one.Written.Events[i], other.Written.Events[i]);
                break;
            case (JobState.Known one, JobState.Known other):
                Samples.AssertSame(one.Spec, other.Spec);
                Assert.All(one.Spec.Nodes, node => Assert.Equal(one.Nodes.Find(node), other.Nodes.Find(node)));
                Assert.Equal(one, other with { Spec = one.Spec, Nodes = one.Nodes });
                break;
            default:
                Assert.Equal(expected, actual);
                break;
        }
    }
}
