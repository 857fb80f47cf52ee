using Pushy.Contracts.Jobs;
using Pushy.Contracts.Joining;

namespace Pushy.Server.ApiDocs;

/// <summary>Nodes, agents and the server itself, in the API document.</summary>
internal static class NodeOperations
{
    private const string Tag = "Nodes";
    private const string Agents = "Agents";
    private const string Pushy = "/organizations/{org}/pushy";

    private static IReadOnlyList<(int, string)> Silent { get; } = [(503, "Storage is unavailable, or a host of the cluster does not answer; try again.")];

    public static IEnumerable<Operation> All() =>
    [
        new("GET", "/pushy/_status", "Server", "Show that the server is alive", "For load balancers and people: nodes connected, and ids of jobs in memory.") { Answer = RestContext.Wire.StatusDocument },
        new("GET", "/healthz", "Server", "Show that the process serves", "For who starts it again if not.") { Answer = RestContext.Wire.HealthDocument },
        new("GET", "/readyz", "Server", "Show whether this host should be sent requests", "For load balancers: 503 with the reasons while it starts, stops, is not in its cluster, or has no database that takes writes.") { Answer = RestContext.Wire.ReadinessDocument },
        new("GET", "/cluster", "Server", "Show the hosts of the cluster", "As the host that answers sees them. A server on its own has none.") { Answer = RestContext.Wire.ClusterDocument },
        new("GET", Pushy + "/nodes", Tag, "List nodes", "All that have joined, connected or not, a page at a time, sorted by name; API clients that never had a link are not among them. `counts` is of all that fit `match`.")
        {
            Inputs =
            [
                new("match", "Only names that fit, as in `web*`: `*` stands for any characters, `?` for one."),
                new("state", "Only nodes of this state: `online`, `offline`, `never_seen`, `available`, `busy` or `rehabilitating`."),
                new("limit", "Nodes in a page, 1 to 1000; 100 unless given.") { Type = "integer" },
                new("cursor", "The `next` of the page before; the first page unless given."),
            ],
            Answer = RestContext.Wire.NodesDocument, Refusals = Silent,
        },
        new("GET", Pushy + "/nodes/{node}", Tag, "Show why a node does or does not answer", "Presence, place in the directory, keys, last link, last refusal, last jobs, and findings with remedies. Also for a name that nobody has: the findings say so.")
        {
            Inputs = [new("jobs", "How many of its last jobs to look at, 0 to 50; 5 unless given.") { Type = "integer" }],
            Answer = RestContext.Wire.NodeDetailDocument, Refusals = Silent,
        },
        new("GET", Pushy + "/node_states", Tag, "List connected nodes", "Sorted by name. A node that is offline is not in it.") { Answer = RestContext.Wire.IReadOnlyListNodeStateDocument },
        new("GET", Pushy + "/node_states/{node}", Tag, "Show whether a node is online", "Also for a node that was never seen: it is offline.") { Answer = RestContext.Wire.NodeStateDocument },
        new("GET", Pushy + "/config/{node}", Agents, "Read how a node's Push Jobs client connects",
            "Addresses, keys and limits. A client gets that of the node with its own name, a user who may read jobs any. The session key is encrypted for the key that signed the request; with a token it is left out.")
        {
            Inputs = [new("ccpk", "The caller's CurveZMQ public key, 40 characters of Z85; not needed where encryption is switched off.")],
            Answer = RestContext.Wire.NodeConfigDocument, Refusals = [(400, "`ccpk` is missing"), (401, "`ccpk` is no key")],
        },
        new("GET", Pushy + "/link/{node}", Agents, "Connect an agent",
            "A WebSocket, signed with the node's own key; JSON text frames. This is what pushy-agent speaks.")
        {
            Success = 101, Refusals = [(426, "it was no WebSocket request")],
        },
        new("POST", Pushy + "/join", Agents, "Enrol a node", "A machine gives the public half of its new key. The join token is the proof; nothing is signed.")
        {
            Body = Schemas.Object(
                ["token", "node", "public_key"],
                ("token", Schemas.Text("Of `pushy-server join-token create`.")),
                ("node", Schemas.Text("The name it wants.")),
                ("public_key", Schemas.Text("PEM, 2048 to 4096 bits."))),
            Success = 201, Answer = JoinContext.Default.JoinReply, Refusals = [(401, "the token is unknown, used up or expired"), (409, "the name is taken by another key")],
        },
    ];
}
