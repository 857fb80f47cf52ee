using Pushy.Server.Tests.Hosting;

namespace Pushy.Server.Tests.Conformance;

/// <summary>What a case expects, by its reason.</summary>
public enum Verdict
{
    Ok,
    Created,
    NotFound,
    NoSuchOrganization,
    MethodNotAllowed,

    /// <summary>The name exists nowhere.</summary>
    Unknown,

    /// <summary>The key is not the name's.</summary>
    BadSignature,

    /// <summary>A user of another organization.</summary>
    NotAssociated,

    /// <summary>The groups do not let this caller.</summary>
    NotPermitted,

    /// <summary>A client asks for another node's configuration.</summary>
    NotTheNode,
}

internal static class Verdicts
{
    /// <summary>Holds status and error text of an answer against a verdict.</summary>
    public static void Check(this Verdict verdict, string @case, Reply reply, Persona who, string organization)
    {
        var name = Cast.NameOf(who);
        var (status, error) = verdict switch
        {
            Verdict.Ok => (200, null),
            Verdict.Created => (201, null),
            Verdict.NotFound => (404, "not found"),
            Verdict.NoSuchOrganization => (404, $"organization '{organization}' does not exist."),
            Verdict.MethodNotAllowed => (405, "method not allowed"),
            Verdict.Unknown => (401, $"Failed to authenticate as '{name}'. Ensure that your node_name and client key are correct."),
            Verdict.BadSignature => (401, $"Invalid signature for user or client '{name}'"),
            Verdict.NotAssociated => (403, $"'{name}' is not associated with organization '{organization}'"),
            Verdict.NotPermitted => (403, $"User or client '{name}' does not have access to that action on this server."),
            _ => (403, (string?)"Client and node name must match"),
        };
        Assert.True(reply.Status == status, $"{@case}: {reply.Status} instead of {status}: {reply.Body}");
        if (error is not null)
            Assert.Equal(error, Assert.Single(Cast.JsonElement(reply).GetProperty("error").EnumerateArray()).GetString());
        if (verdict == Verdict.MethodNotAllowed)
            Assert.NotEmpty(reply.Header("Allow")!);
    }
}
