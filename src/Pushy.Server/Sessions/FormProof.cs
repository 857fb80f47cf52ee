using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Pushy.Server.Gateway;
using Pushy.Server.SignIn;

namespace Pushy.Server.Sessions;

/// <summary>
/// Whether a form was sent by a page of ours: it has in it what only a page of ours can know, made of a cookie that scripts cannot read; and the browser does not
/// say that it comes from elsewhere.
/// </summary>
internal static class FormProof
{
    /// <summary>Name of the field.</summary>
    public const string Field = "form";

    private const string FormType = "application/x-www-form-urlencoded";
    private const int MostFields = 1_000;

    /// <summary>For forms of a page that is answered with now; a browser that is new gets a cookie for it.</summary>
    public static string For(HttpContext http)
    {
        if (SecretOf(http.Request) is { } secret)
            return Of(secret);
        secret = SecretText.New("");
        SessionCookie.SetVisit(http, secret);
        return Of(secret);
    }

    /// <summary>Null when it is ours; then its fields are in the context.</summary>
    public static Refusal? Check(RequestContext context)
    {
        var request = context.Http.Request;
        if (IsForeign(request))
            return Refusal.NotOurForm;
        if (request.ContentType?.Split(';')[0].Trim().Equals(FormType, StringComparison.OrdinalIgnoreCase) != true)
            return Refusal.UnsupportedMediaType;
        try
        {
            using var reader = new FormReader(Encoding.UTF8.GetString(context.Body.Span)) { ValueCountLimit = MostFields, ValueLengthLimit = int.MaxValue };
            context.Form = reader.ReadForm();
        }
        catch (InvalidDataException)
        {
            return Refusal.BadForm;
        }

        var given = context.Form.GetValueOrDefault(Field).ToString();
        return SecretOf(request) is { } secret && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Of(secret)), Encoding.UTF8.GetBytes(given)) ? null : Refusal.NotOurForm;
    }

    /// <summary>What browsers say by themselves. Older ones send less; then the field has to do.</summary>
    private static bool IsForeign(HttpRequest request)
    {
        if (request.Headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } site && site is not ("same-origin" or "none"))
            return true;
        return request.Headers.Origin.ToString() is { Length: > 0 } origin
            && !(Uri.TryCreate(origin, UriKind.Absolute, out var from) && from.Authority.Equals(WithoutDefaultPort(request.Host, from.Scheme), StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>As <see cref="Uri.Authority"/> has it.</summary>
    private static string WithoutDefaultPort(HostString host, string scheme) =>
        host.Port is { } port && port == (scheme == Uri.UriSchemeHttps ? 443 : 80) ? host.Host : host.Value ?? "";

    private static string? SecretOf(HttpRequest request) => SessionCookie.Read(request) ?? SessionCookie.ReadVisit(request);

    private static string Of(string secret) => SecretText.HashOf($"form\n{secret}");
}
