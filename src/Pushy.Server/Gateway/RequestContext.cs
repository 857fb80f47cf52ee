using System.Net;
using Microsoft.Extensions.Primitives;
using Pushy.Contracts.Audit;
using Pushy.Contracts.Jobs;
using Pushy.Contracts.Signing;
using Pushy.Server.Admission;
using Pushy.Server.Audit;
using Pushy.Server.Directories;
using Pushy.Server.SignIn;
using Pushy.Server.Standings;

namespace Pushy.Server.Gateway;

/// <summary>One request on its way through the checks; what a check found is there for those after it.</summary>
public sealed class RequestContext : IDisposable
{
    private Organization? _organization;
    private Requestor? _requestor;
    private object? _parsed;
    private object? _found;

    internal RequestContext(HttpContext http, Route route, RequestPath path, IReadOnlyDictionary<string, string> values, IPAddress remote)
    {
        Remote = remote;
        Http = http;
        Route = route;
        Path = path;
        Values = values;
    }

    public HttpContext Http { get; }

    public Route Route { get; }

    /// <summary>What stands for the names in the route's pattern, percent-decoded. It may be anything that a URL can hold.</summary>
    public IReadOnlyDictionary<string, string> Values { get; }

    /// <summary>The body's bytes, at most <c>pushy.http.max-body-bytes</c>.</summary>
    public ReadOnlyMemory<byte> Body { get; internal set; }

    /// <summary>Whether nothing of the body is left to read.</summary>
    internal bool IsBodyRead { get; set; }

    /// <summary>What its body takes of the room that there is for bodies.</summary>
    internal BodyRoom? Room { get; set; }

    /// <summary>Ends when the client goes away.</summary>
    public CancellationToken Aborted => Http.RequestAborted;

    /// <summary>Push Jobs 3 when the request has the header <c>X-Ops-Server-API-Version</c>.</summary>
    public Dialect Dialect => Dialects.Of(Http.Request.Headers[OpsHeaders.ServerApiVersion]);

    /// <summary>The path's organization. Not on public routes.</summary>
    public Organization Organization
    {
        get => _organization ?? throw new InvalidOperationException("public routes have no organization");
        internal set => _organization = value;
    }

    /// <summary>GUID of the path's organization; empty when it names none.</summary>
    public string OrganizationId => _organization?.Id ?? "";

    /// <summary>Who asks. Not on public routes.</summary>
    public Requestor Requestor
    {
        get => _requestor ?? throw new InvalidOperationException("public routes have no requestor");
        internal set => _requestor = value;
    }

    /// <summary>Who is recorded to have done it; null while nobody is proven. Public routes that prove somebody set it.</summary>
    public AuditIdentity? Actor
    {
        get => field ?? (_requestor is { } one
            ? new AuditIdentity(one.Type == PrincipalType.User ? AuditKind.User : AuditKind.Client, one.Name) { Token = one.Token }
            : null);
        set;
    }

    /// <summary>Name of the organization that it is recorded under: the path's, unless a public route set another.</summary>
    public string RecordedIn
    {
        get => field ?? Values.GetValueOrDefault("org", "");
        set;
    }

    /// <summary>Fields of a form; empty where there is none.</summary>
    public IReadOnlyDictionary<string, StringValues> Form { get; internal set; } = new Dictionary<string, StringValues>();

    /// <summary>Who somebody says to be, proven or not; empty when nobody is named.</summary>
    public string ClaimedName => Http.Request.Headers[OpsHeaders.UserId].ToString();

    /// <summary>Address that it comes from.</summary>
    public IPAddress Remote { get; }

    /// <summary>The right that a GET was let in by, which may end before its answer does; null where none is held.</summary>
    public Standing? Standing { get; internal set; }

    /// <summary>What it would run or stop; null when it is about no job, or did not come so far.</summary>
    public JobScope? Scope { get; internal set; }

    /// <summary>Who asks and for which organization, as far as it is proven by now; null: not yet.</summary>
    internal (Organization Organization, Requestor Requestor)? Proven => _organization is { } organization && _requestor is { } requestor ? (organization, requestor) : null;

    /// <summary>Whether sign-ins like this one failed so often that it has to prove itself first, see <see cref="Limits.RequestLimits"/>.</summary>
    internal bool IsSuspect { get; set; }

    /// <summary>Of what was signed, once it was made; see <see cref="ReplayGuard"/>.</summary>
    internal UInt128? Fingerprint { get; set; }

    internal RequestPath Path { get; }

    /// <summary>What the route's <see cref="Route.ReadBody"/> made.</summary>
    public T Parsed<T>() => (T)_parsed!;

    /// <summary>What the route's <see cref="Route.Find"/> found.</summary>
    public T Found<T>() => (T)_found!;

    /// <summary>The same request, of which nothing is known and nothing was read yet.</summary>
    internal RequestContext WithoutBody() => new(Http, Route, Path, Values, Remote) { IsSuspect = IsSuspect };

    public void Dispose() => Room?.Dispose();

    internal void SetParsed(object value) => _parsed = value;

    internal void SetFound(object value) => _found = value;
}
