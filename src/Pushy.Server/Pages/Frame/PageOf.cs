using Microsoft.AspNetCore.Components;

namespace Pushy.Server.Pages.Frame;

/// <summary>A page: what it shows, and what stands around it. Rendered once, to text.</summary>
public abstract class PageOf<TModel> : ComponentBase
{
    [Parameter, EditorRequired] public PageFrame Frame { get; set; } = null!;

    [Parameter, EditorRequired] public TModel Model { get; set; } = default!;
}
