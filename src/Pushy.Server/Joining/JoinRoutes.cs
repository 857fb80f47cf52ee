using System.Text.Json;
using Pushy.Contracts.Audit;
using Pushy.Contracts.Joining;
using Pushy.Server.Audit;
using Pushy.Server.Directories;
using Pushy.Server.Directories.Rest;
using Pushy.Server.Gateway;
using Pushy.Server.SignIn;

namespace Pushy.Server.Joining;

/// <summary>A machine enrols itself: <c>POST /organizations/ORG/pushy/join</c>. No signature, the token is the proof.</summary>
public static class JoinRoutes
{
    private const int MaxTokenLength = 255;

    public static void MapJoining(this RouteTable routes, IServiceProvider services)
    {
        ArgumentNullException.ThrowIfNull(routes);

        var directory = services.GetRequiredService<IDirectory>();
        var enrolment = services.GetRequiredService<Enrolment>();
        routes.MapOfOurDirectory(services, own => own.Map(
            new Route("POST", "/organizations/{org}/pushy/join", Answer.JsonType, Permission.Public, context => Join(context, directory, enrolment))
            {
                ReadBody = Read,
                Action = "node.join",
            }));
    }

    private static async ValueTask<Answer> Join(RequestContext context, IDirectory directory, Enrolment enrolment)
    {
        var request = context.Parsed<JoinRequest>();
        if (await directory.FindOrganization(context.Values["org"], context.Aborted) is not { } organization)
            return Refusal.NoSuchOrganization(context.Values["org"]);
        var hash = SecretText.HashOf(request.Token);
        var outcome = await enrolment.Join(organization, hash, request.Node, request.PublicKey, context.Aborted);
        if (outcome == JoinOutcome.Joined)
            context.Actor = new AuditIdentity(AuditKind.Node, request.Node) { Token = TokenId.Of(hash) };
        return outcome switch
        {
            JoinOutcome.Joined => Answer.Json(new JoinReply(organization.Name, request.Node), JoinContext.Default.JoinReply, 201),
            JoinOutcome.BadToken => Refusal.BadJoinToken,
            _ => Refusal.NameTaken(request.Node),
        };
    }

    /// <summary>A request whose three fields can be used, its key written the one way that we store.</summary>
    private static BodyReading Read(ReadOnlyMemory<byte> body)
    {
        JoinRequest? request;
        try
        {
            request = JsonSerializer.Deserialize(body.Span, JoinContext.Default.JoinRequest);
        }
        catch (JsonException)
        {
            return Invalid("invalid JSON; allowed is an object with the strings 'token', 'node' and 'public_key'");
        }

        // The serializer leaves out what the body leaves out, whatever the record says about nulls.
        if (request is not { Token: { Length: >= 1 and <= MaxTokenLength }, Node: not null, PublicKey: not null })
            return Invalid($"'token' (1 to {MaxTokenLength} characters), 'node' and 'public_key' are needed, each a string");
        if (EntryName.ProblemOfNew("node", request.Node) is { } problem)
            return Invalid(problem);
        return PublicKeyText.TryRead(request.PublicKey, out var key, out problem)
            ? new BodyReading.Valid(request with { PublicKey = key })
            : Invalid($"'public_key': {problem}");
    }

    private static BodyReading.Invalid Invalid(string error) => new(Refusal.Body(error));
}
