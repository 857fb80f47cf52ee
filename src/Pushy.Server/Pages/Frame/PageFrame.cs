namespace Pushy.Server.Pages.Frame;

/// <summary>Parts of the navigation.</summary>
public enum PageSection
{
    /// <summary>None of them is where we are.</summary>
    None,
    Jobs,
    Nodes,
    Start,
}

/// <summary>What stands around every page.</summary>
/// <param name="Title">Of the page, without the server's name.</param>
/// <param name="Section">Which part of the navigation it belongs to.</param>
/// <param name="Assets">Addresses of style, script and icon.</param>
/// <param name="FormProof">For a form's hidden field, see FormProofField.</param>
public sealed record PageFrame(string Title, PageSection Section, AssetUrls Assets, string FormProof)
{
    /// <summary>Name of the organization; null: nobody is signed in.</summary>
    public string? Organization { get; init; }

    /// <summary>Who is signed in; null: nobody.</summary>
    public string? User { get; init; }

    /// <summary>Whether the session may only look.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>Without script, the page is loaded again after so many seconds; null: it stays as it is.</summary>
    public int? RefreshSeconds { get; init; }
}

/// <param name="Style">Address of the stylesheet.</param>
/// <param name="Script">Address of the script.</param>
/// <param name="Icon">Address of the icon.</param>
public sealed record AssetUrls(string Style, string Script, string Icon);
