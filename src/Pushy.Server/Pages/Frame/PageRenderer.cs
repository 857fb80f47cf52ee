using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Pushy.Server.Gateway;
using Pushy.Server.Sessions;

namespace Pushy.Server.Pages.Frame;

/// <summary>Renders Razor components to a whole page, without anything that stays behind: no circuits, no state.</summary>
public sealed class PageRenderer(IServiceProvider services, ILoggerFactory logs, PageAssets assets)
{
    /// <summary>A page for who is signed in, or for nobody where nobody is.</summary>
    /// <typeparam name="TPage">The component.</typeparam>
    /// <typeparam name="TModel">What it shows.</typeparam>
    /// <param name="refresh">Seconds after which a browser without script loads it again; null: never.</param>
    public async ValueTask<Answer> Show<TPage, TModel>(
        RequestContext context, string title, PageSection section, TModel model, int status = StatusCodes.Status200OK, int? refresh = null)
        where TPage : PageOf<TModel>
    {
        ArgumentNullException.ThrowIfNull(context);

        var frame = new PageFrame(title, section, assets.Urls, FormProof.For(context.Http)) { RefreshSeconds = refresh };
        if (context.Proven is var (organization, requestor))
            frame = frame with { Organization = organization.Name, User = requestor.Name, ReadOnly = requestor.ReadOnly };
        return new Answer.Body(status, Answer.HtmlType, await Render<TPage, TModel>(frame, model));
    }

    /// <summary>A page where it is not even known what was asked for.</summary>
    internal async ValueTask<Answer> ShowBare<TPage, TModel>(HttpContext http, string title, TModel model, int status)
        where TPage : PageOf<TModel> =>
        new Answer.Body(status, Answer.HtmlType, await Render<TPage, TModel>(new PageFrame(title, PageSection.None, assets.Urls, FormProof.For(http)), model));

    /// <summary>A part of a page, by itself.</summary>
    /// <param name="parameter">Name of the component's one parameter.</param>
    internal Task<string> Part<TPart>(string parameter, object value)
        where TPart : IComponent =>
        RenderText<TPart>(new Dictionary<string, object?> { [parameter] = value });

    private async Task<byte[]> Render<TPage, TModel>(PageFrame frame, TModel model)
        where TPage : PageOf<TModel> =>
        Encoding.UTF8.GetBytes(await RenderText<TPage>(new Dictionary<string, object?> { [nameof(PageOf<TModel>.Frame)] = frame, [nameof(PageOf<TModel>.Model)] = model }));

    private async Task<string> RenderText<TComponent>(Dictionary<string, object?> parameters)
        where TComponent : IComponent
    {
        await using var renderer = new HtmlRenderer(services, logs);
        return await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<TComponent>(ParameterView.FromDictionary(parameters))).ToHtmlString());
    }
}
