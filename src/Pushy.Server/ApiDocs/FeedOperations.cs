namespace Pushy.Server.ApiDocs;

/// <summary>Feeds, in the API document.</summary>
internal static class FeedOperations
{
    private static OperationInput LastEventId { get; } = new("Last-Event-ID", "Id of the last event that you have; the events after it follow.") { IsHeader = true };

    public static IEnumerable<Operation> All() =>
    [
        new("GET", "/organizations/{org}/pushy/job_status_feed", "Feeds", "Follow all jobs",
            "Server-sent events: the `start` and the `job_complete` of every job of the organization, for as long as you read. "
            + "With `Last-Event-ID`, first what you missed; `start_of_history` tells that this may be more than is kept.")
        {
            Inputs = [LastEventId],
        },
        new("GET", "/organizations/{org}/pushy/job_status_feed/{id}", "Feeds", "Follow a job",
            "Server-sent events: first what happened so far, then what happens, until `job_complete`. A job that finished a while ago gives one `summary`; "
            + "with `Last-Event-ID`, and without `X-Ops-Server-API-Version`, its events are told again at any time.")
        {
            Inputs = [LastEventId],
        },
    ];
}
