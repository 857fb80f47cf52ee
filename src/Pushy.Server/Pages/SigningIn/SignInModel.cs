using Pushy.Server.Gateway;

namespace Pushy.Server.Pages.SigningIn;

/// <param name="Target">Path to go to afterwards.</param>
/// <param name="Problem">Why the last try failed; null: there was none.</param>
public sealed record SignInModel(string Target, string? Problem = null)
{
    internal static SignInModel First(RequestContext context) => new(PageUrls.SafeTarget(context.Http.Request.Query["to"]));

    internal static SignInModel Again(RequestContext context, string problem) => new(PageUrls.SafeTarget(context.Form.GetValueOrDefault("to")), problem);
}

/// <param name="User">Who would be signed in.</param>
/// <param name="Organization">Where.</param>
/// <param name="ReadOnly">Whether only to look.</param>
/// <param name="Code">The link's secret.</param>
public sealed record LinkModel(string User, string Organization, bool ReadOnly, string Code);
