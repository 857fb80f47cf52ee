using System.Globalization;
using Pushy.Domain.Nodes;
using Pushy.Domain.Presence;

namespace Pushy.Domain.Diagnosis;

/// <summary>Why a node does or does not answer, and what to do: presence, place in the directory, sign-in, clock, settings, work, past jobs, in this order.</summary>
public static class NodeDoctor
{
    /// <summary>From here on a clock is worth a word, long before it is refused.</summary>
    private static readonly TimeSpan WorryingSkew = TimeSpan.FromMinutes(1);

    private const string LookAtAgent = "on the node: systemctl status pushy-agent, and journalctl -u pushy-agent, which says why it cannot connect";

    public static IReadOnlyList<Finding> Examine(NodeFacts node)
    {
        ArgumentNullException.ThrowIfNull(node);

        Finding?[] all = [Presence(node), Enrolled(node), NotLetIn(node), Clock(node), Settings(node), Work(node), .. Past(node), NotKnown(node)];
        return [.. all.OfType<Finding>()];
    }

    private static Finding Presence(NodeFacts node) => (node.State, node.Link, node.Enrolment) switch
    {
        (PresenceState.Online(_, var since, _, _), var link, _) => Finding.Ok($"It is connected since {Spans.Past(since, node.Now)}{From(link)}."),
        (_, { } link, _) => Finding.Problem(
            $"It is not connected: no job can run on it now. It was last seen {Spans.Past(link.LastSeen, node.Now)}, connected from {link.Remote}. {HowItEnded(EndOf(link, node.State))}",
            RemedyFor(EndOf(link, node.State))),
        (PresenceState.Offline(_, var since), null, _) => Finding.Problem($"It is not connected: no job can run on it now. It was last seen {Spans.Past(since, node.Now)}.", LookAtAgent),
        (_, null, { At: { } joined }) => Finding.Problem($"It joined {Spans.Past(joined, node.Now)}, and has never been connected.", $"start its agent; {LookAtAgent}"),
        (_, null, { }) => Finding.Problem("It has never been connected.", $"start its agent; {LookAtAgent}"),
        _ => Finding.Problem("It has never been connected."),
    };

    private static string From(LinkFacts? link)
    {
        if (link is null)
            return "";
        var host = link.Host is { } one ? $" to host {one}" : "";
        var agent = link.Version is { Length: > 0 } version ? $"; agent {version}{(link.Platform is { } platform ? $" on {platform}" : "")}" : "";
        return $"{host}, from {link.Remote}{agent}";
    }

    /// <summary>Presence knows of an end before it is stored.</summary>
    private static LinkEnding? EndOf(LinkFacts link, PresenceState state) => link.End ?? state switch
    {
        PresenceState.Offline { Why: DownReason.AgentStopped } => LinkEnding.AgentStopped,
        PresenceState.Offline => LinkEnding.ConnectionLost,
        _ => null,
    };

    private static string HowItEnded(LinkEnding? end) => end switch
    {
        LinkEnding.AgentStopped => "Its agent was stopped in good order.",
        LinkEnding.ServerStopped => "Its server was stopped then, and it has not come back since.",
        LinkEnding.ConnectionLost => "Its connection was lost.",
        _ => "Its server ended without a word then, and it has not come back since.",
    };

    private static string RemedyFor(LinkEnding? end) => end is LinkEnding.AgentStopped
        ? "on the node: systemctl start pushy-agent, if it should run"
        : $"is the machine up, and can it reach the server? {LookAtAgent}";

    private static Finding? Enrolled(NodeFacts node) => node switch
    {
        { Node.CanBeEnrolled: false } => Finding.Problem("No node can have this name.", "is it spelt right? 'pushy node list' shows the names there are"),
        { Enrolment: null } => Finding.Problem(
            "Nobody of this name has joined.", $"{(node.Nearest is { } nearest ? $"did you mean {nearest}?" : "is it spelt right?")} 'pushy node list' shows the names there are; else join it, on the node: pushy-agent join --node {node.Node}"),
        { Enrolment: { ValidKeys: 0, LastExpiry: { } expired } } =>
            Finding.Problem($"It has joined, but has no key that is valid: the last one expired {Spans.Past(expired, node.Now)}. Its sign-in is refused.", AddKey(node)),
        { Enrolment.ValidKeys: 0 } => Finding.Problem("It has joined, but has no key: its sign-in is refused.", AddKey(node)),
        { Enrolment: var joined } => Finding.Ok(string.Create(
            CultureInfo.InvariantCulture, $"It has joined; valid keys: {joined.ValidKeys}{(joined.ExpiredKeys > 0 ? $", expired: {joined.ExpiredKeys}" : "")}.")),
    };

    private static string AddKey(NodeFacts node) => $"give it a key: pushy-server node key add ORG {node.Node} KEY --public-key FILE, on the server's machine";

    /// <summary>A refusal that a later sign-in has made up for is no matter any more.</summary>
    private static Finding? NotLetIn(NodeFacts node)
    {
        if (node.Refusal is not { } refusal || node.Link?.ConnectedAt > refusal.At)
            return null;
        var (why, remedy) = Because(refusal, node);
        var online = node.State is PresenceState.Online;
        if (refusal.Why is LinkRefusal.NodeInUse)
            return Finding.Problem(
                $"Two machines have this node's key: an agent at {refusal.Remote} wanted to connect and was refused, {Spans.Past(refusal.At, node.Now)}, as {(node.Link is { } first ? $"the one at {first.Remote}" : "another one")} answered.",
                remedy);
        return Finding.Problem(
            $"{(online ? "Somebody else wanted to connect under its name, and was refused" : "It wanted to connect and was refused")}, {Spans.Past(refusal.At, node.Now)}, from {refusal.Remote}: {why}.",
            online ? $"look at the machine at {refusal.Remote}: two agents may have the same name" : remedy);
    }

    private static (string Why, string Remedy) Because(RefusalFacts refusal, NodeFacts node) => refusal switch
    {
        { Why: LinkRefusal.Clock, ClockSkew: { } skew } => ($"its clock was {Off(skew)}, and less than {Seconds(node.AllowedSkew)} is allowed", SetClock),
        { Why: LinkRefusal.Clock } => ("its clock was too far off", SetClock),
        { Why: LinkRefusal.UnknownName } => ("the organization knew nobody of this name", $"join it, on the node: pushy-agent join --node {node.Node}"),
        { Why: LinkRefusal.BadSignature } when node.Enrolment is { ValidKeys: 0 } => ("none of its keys was valid", AddKey(node)),
        { Why: LinkRefusal.BadSignature } => (
            "it signed with a key that is not the node's", $"give the machine its old key back, or give the node the new one: pushy-server node key add ORG {node.Node} KEY --public-key FILE"),
        { Why: LinkRefusal.OtherName } => ("it signed in another name than the node's", "the agent's --node, or 'node' in its configuration, must be the name that its key belongs to"),
        { Why: LinkRefusal.TooManyFailures } => (
            "too many sign-ins from its address had failed", "look for others behind the same address whose sign-in fails; the address is let in again by itself some seconds after that ends"),
        { Why: LinkRefusal.ServerFull } => ("the server had as many agents as it takes", "raise pushy.link.max-links, or add a host"),
        { Why: LinkRefusal.BadProof } => (
            "whoever sent its signed request could not prove to have its key", "somebody may have recorded the request: is the agent's connection encrypted (https)?"),
        { Why: LinkRefusal.NodeInUse } => (
            "another agent was connected under its name, and answered",
            "was one of the two cloned from the other? There: stop its agent, remove its key and its state directory, and join it under a name of its own (pushy-agent join)"),
        { Why: LinkRefusal.Unproven } => ("its agent is too old to prove itself", "update pushy-agent on the node; until then, pushy.link.unproven on the server lets it in"),
        _ => ("a header of its sign-in was no value that it could be", "does a proxy between node and server change headers? Is the agent's version the right one?"),
    };

    private const string SetClock = "set the clock, on the node: timedatectl set-ntp true";

    private static Finding? Clock(NodeFacts node)
    {
        if (node.Link?.ClockSkew is not { } skew || node.Refusal is { Why: LinkRefusal.Clock } refused && refused.At > node.Link.ConnectedAt)
            return null;
        return skew.Duration() > WorryingSkew
            ? Finding.Problem($"Its clock was {Off(skew)} when it last signed in; from {Seconds(node.AllowedSkew)} on it is refused.", SetClock)
            : Finding.Ok(skew.Duration() < TimeSpan.FromSeconds(2) ? "Its clock was right when it last signed in." : $"Its clock was {Off(skew)} when it last signed in.");
    }

    private static string Off(TimeSpan skew) => $"{Seconds(skew.Duration())} {(skew > TimeSpan.Zero ? "ahead" : "behind")}";

    private static string Seconds(TimeSpan length) => string.Create(CultureInfo.InvariantCulture, $"{length.TotalSeconds:0} s");

    private static Finding? Settings(NodeFacts node) => node is { State: PresenceState.Online, Link.SettingsFault: { } fault }
        ? Finding.Problem(
            $"Its agent was told to read its settings and whitelist anew, and could not, so it goes on with the last good ones: {fault.TrimEnd('.')}.",
            "put it right on the node, see what 'pushy-agent check --config /etc/pushy-agent/agent.json' says, then: systemctl reload pushy-agent")
        : null;

    private static Finding? Work(NodeFacts node) => node.State switch
    {
        PresenceState.Online { Resetting: true } => Finding.Problem(
            "It is made to drop a job: until its agent says that nothing is left of that, no job can use it.",
            "wait some seconds; if it stays so, look at the agent's log on the node, and restart the agent"),
        PresenceState.Online { Holds: { } job } =>
            Finding.Ok($"It is in job {job}: until that has ended it votes no.", $"see it: pushy job status {job}; stop it: pushy job abort {job}"),
        PresenceState.Online => Finding.Ok("It is in no job now, and can be asked for its vote."),
        _ => null,
    };

    private static IEnumerable<Finding> Past(NodeFacts node) => node.Jobs.IsEmpty && node.Enrolment is not null
        ? [Finding.Ok("It has been in no job that the server still knows.")]
        : node.Jobs.Where(past => past.Ending is not null).Select(past =>
        {
            var text = $"In job {past.Job} of {Spans.Moment(past.CreatedAt)}: {Word(past.State)}. {past.Ending!.Sentence()}";
            return past.State is NodeState.Succeeded or NodeState.WasReady ? Finding.Ok(text) : Finding.Note(text, JobAdvice.For(past.Ending!));
        });

    private static string Word(NodeState state) => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(state.ToString()).Replace('_', ' ');

    private static Finding? NotKnown(NodeFacts node) => node.Enrolment is null
        ? null
        : Finding.Unknown("Which commands its whitelist allows, only the node knows.", "on the node: the whitelist file that the agent's configuration names");
}
