namespace Pushy.Contracts.Jobs;

/// <summary>The two vocabularies of the API (rest-api.md §9). What is stored is always the full one.</summary>
public enum Dialect
{
    /// <summary>The seed document's words; a new job's answer has <c>id</c> and <c>uri</c>.</summary>
    Seed,

    /// <summary>The full words, as knife and our own command line want them; a new job's answer has exactly <c>uri</c>.</summary>
    PushJobs,
}

/// <summary>Chooses the dialect.</summary>
public static class Dialects
{
    /// <summary>The dialect that a request asks for.</summary>
    /// <param name="serverApiVersion">Its <c>X-Ops-Server-API-Version</c>: any value counts; null or empty is none.</param>
    public static Dialect Of(string? serverApiVersion) => string.IsNullOrEmpty(serverApiVersion) ? Dialect.Seed : Dialect.PushJobs;
}
