namespace Pushy.Server.Gateway;

/// <summary>One method of one path: all that the gateway checks before the handler runs, in one place.</summary>
/// <param name="Method">Upper case.</param>
/// <param name="Pattern">Path of literal segments and <c>{name}</c>s. What the permission is judged by is among them.</param>
/// <param name="Produces">Media type of the success answer, for <c>Accept</c>; null: <c>Accept</c> does not matter.</param>
/// <param name="Permission">Who may.</param>
/// <param name="Handler">The action; everything below is checked by then.</param>
public sealed record Route(
    string Method, string Pattern, string? Produces, Permission Permission, Func<RequestContext, ValueTask<Answer>> Handler)
{
    /// <summary>Checks the body before it is known who sent it; what it makes of it is <see cref="RequestContext.Parsed{T}"/>.</summary>
    public Func<ReadOnlyMemory<byte>, BodyReading>? ReadBody { get; init; }

    /// <summary>Checks the query before it is known who sent it; null when it is as it has to be.</summary>
    public Func<HttpRequest, Refusal?>? CheckQuery { get; init; }

    /// <summary>Looks up what the path names; null is 404, a <see cref="Refusal"/> is the answer, else it is <see cref="RequestContext.Found{T}"/>.</summary>
    public Func<RequestContext, ValueTask<object?>>? Find { get; init; }

    /// <summary>Told of each refusal, whatever check it came from.</summary>
    public Action<RequestContext, Refusal>? Refused { get; init; }

    /// <summary>What the audit log calls it; null: its method and pattern.</summary>
    public string? Action { get; init; }

    /// <summary>
    /// A page for browsers: whoever is signed in says so with a session's cookie, which the API never takes; a POST is a form with our mark in it; refusals are pages.
    /// </summary>
    public bool IsPage { get; init; }

    /// <summary>A POST that only looks: it is sent so because it is large, and is not recorded as done.</summary>
    public bool ChangesNothing { get; init; }

    /// <summary>Whether a token that may only read may do this, though it is no GET: it changes nothing but for the one who asks.</summary>
    public bool ReadersMay { get; init; }

    /// <summary>
    /// Whether a signed request is good for one time only, see <see cref="SignIn.ReplayGuard"/>: whatever is no GET, and a GET that has effects says so.
    /// </summary>
    public bool IsOneTime { get; init; } = Method != "GET";

    /// <summary>Whether it changes who may do what: then no token but one of scope <c>admin</c> may, and what was let in before is looked at again.</summary>
    public bool ChangesRights => Method != "GET" && Permission.IsAboutRights();

    /// <summary>What it would run or stop; then the rules of the groups that make the requestor a writer have to allow it.</summary>
    public Func<RequestContext, JobScope>? Scope { get; init; }
}

/// <summary>What a route made of a body.</summary>
public abstract record BodyReading
{
    /// <param name="Value">The body as the handler wants it.</param>
    public sealed record Valid(object Value) : BodyReading;

    /// <param name="Refusal">400, in one of the two shapes.</param>
    public sealed record Invalid(Refusal Refusal) : BodyReading;

    private BodyReading()
    {
    }
}
