using System.Security.Cryptography;
using Pushy.Contracts.Jobs;
using Pushy.Contracts.Nodes;
using Pushy.Domain.Nodes;
using Pushy.Domain.Permissions;
using Pushy.Server.Configuration;
using Pushy.Server.Gateway;
using Pushy.Server.Jobs;
using Pushy.Server.Nodes;
using Pushy.Server.Pages.Frame;

namespace Pushy.Server.Pages.Starting;

/// <summary>Start a job: a form, then the plan, then the start. All three work without script.</summary>
internal sealed class StartRoutes(PageRenderer pages, NodeOverview overview, JobRoutes jobs, Permissions permissions, JobOptions options)
{
    private const string Pattern = "/ui/{org}/start";
    private const int KeyBytes = 16;
    private static readonly char[] Wild = ['*', '?'];

    private int DefaultRunTimeout => (int)options.DefaultRunTimeout.TotalSeconds;

    public void Map(RouteTable routes)
    {
        routes.Map(new Route("GET", Pattern, null, Permission.WriteJobs, context => ShowForm(context, StartForm.Of(context.Http.Request.Query))) { IsPage = true });
        routes.Map(new Route("POST", Pattern + "/edit", null, Permission.WriteJobs, context => ShowForm(context, StartForm.Of(context.Form))) { IsPage = true, ChangesNothing = true });
        routes.Map(new Route("POST", Pattern + "/plan", null, Permission.WriteJobs, Plan) { IsPage = true, ChangesNothing = true });
        routes.Map(new Route("POST", Pattern, null, Permission.WriteJobs, Start)
        {
            IsPage = true,
            Action = "job.start",
            ReadBody = body => new BodyReading.Valid(StartForm.Of(body)),
            Scope = context => ScopeOf(context.Parsed<StartForm>(), context.Parsed<StartForm>().PlannedNodes),
        });
    }

    private ValueTask<Answer> ShowForm(RequestContext context, StartForm form, Dictionary<string, string>? faults = null) => pages.Show<StartPage, StartModel>(
        context, "Start a job", PageSection.Start, new StartModel(context.Organization.Name, form, faults ?? [], DefaultRunTimeout),
        faults is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);

    private async ValueTask<Answer> Plan(RequestContext context)
    {
        var form = StartForm.Of(context.Form);
        var (all, silent) = await overview.All(context.Organization.Id, context.Aborted);
        if (!silent.IsEmpty)
            return Refusal.HostsSilent(silent);

        var (nodes, idle) = Resolve(form, all);
        var faults = StartFaults.Of(form, nodes, idle, options.MaxNodes);
        if (faults.Count > 0)
            return await ShowForm(context, form, faults);

        var known = all.ToDictionary(node => node.Name, StringComparer.Ordinal);
        var plan = JobPlan.Of(nodes, form.ReadQuorum()!, known.GetValueOrDefault, known.Keys, JobDemands.Fault(form.ToRequest(nodes, DefaultRunTimeout)));
        var refusal = await permissions.Check(context, ScopeOf(form, nodes));
        form = form with { Planned = string.Join(' ', nodes), Key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(KeyBytes)) };
        return await pages.Show<PlanPage, PlanModel>(
            context, "Plan of a job", PageSection.Start, new PlanModel(context.Organization.Name, form, form.ToRequest(nodes, DefaultRunTimeout), plan, refusal?.Text));
    }

    /// <summary>Sent twice, it leads to the same job.</summary>
    private async ValueTask<Answer> Start(RequestContext context)
    {
        var form = context.Parsed<StartForm>();
        var faults = StartFaults.Of(form, form.PlannedNodes, [], options.MaxNodes);
        if (faults.Count > 0 || form.PlannedNodes.Count == 0)
            return await ShowForm(context, form, faults);

        var (id, refusal) = await jobs.Start(context, form.ToRequest(form.PlannedNodes, DefaultRunTimeout), form.Key);
        return refusal is not null ? refusal : new Answer.Redirect(PageUrls.Job(context.Organization.Name, id.Value));
    }

    /// <summary>Names stand for themselves, patterns for the nodes that fit.</summary>
    private static (IReadOnlyList<string> Nodes, IReadOnlyList<string> Idle) Resolve(StartForm form, IReadOnlyList<NodeDocument> all)
    {
        List<string> nodes = [], idle = [];
        foreach (var word in form.Words)
        {
            if (word.IndexOfAny(Wild) < 0)
            {
                nodes.Add(word);
                continue;
            }

            var fitting = NodePattern.TryParse(word, out var pattern, out _)
                ? all.Where(node => pattern.Matches(new NodeName(node.Name)) && (form.Only.Length == 0 || node.Presence == form.Only || node.Availability == form.Only)).Select(node => node.Name).ToList()
                : [];
            nodes.AddRange(fitting);
            if (fitting.Count == 0)
                idle.Add(word);
        }

        return ([.. nodes.Distinct(StringComparer.Ordinal)], idle);
    }

    private static JobScope ScopeOf(StartForm form, IReadOnlyList<string> nodes) => new(form.Command, [.. nodes.Select(node => new NodeName(node))])
    {
        Extras = JobExtra.Of(
            StartFaults.Variables(form)?.Keys, form.Dir.Length > 0 ? form.Dir : null, form.User.Length > 0 ? form.User : null, hasFile: false),
    };
}
