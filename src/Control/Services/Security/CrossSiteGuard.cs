using System.Net;
using Grpc.Core;
using Microsoft.Net.Http.Headers;

namespace GridFlow.Control.Services.Security;

/// <summary>Keeps web pages of others from steering: a browser sends what a page tells it to, and stands on the right side of every firewall.</summary>
/// <remarks>
/// What changes something must be JSON or gRPC, which a page cannot send to another site without asking first, and nobody here answers that question; and it must
/// not say that it comes from another site. On a loopback address the site itself must be local, because a name of an attacker can be made to point here.
/// </remarks>
internal sealed partial class CrossSiteGuard(RequestDelegate next, ILogger<CrossSiteGuard> log)
{
    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        {
            return next(context);
        }

        if (!IsWanted(request.ContentType))
        {
            return RefuseAsync(context, StatusCodes.Status415UnsupportedMediaType, StatusCode.InvalidArgument, "the content type must be application/json");
        }

        return IsForeign(context)
            ? RefuseAsync(context, StatusCodes.Status403Forbidden, StatusCode.PermissionDenied, $"pages of {PlainOrigin(request)} may not steer this instance")
            : next(context);
    }

    private static bool IsWanted(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && (type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase) || type.MediaType.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase));

    private static bool IsForeign(HttpContext context)
    {
        var origin = context.Request.Headers.Origin;
        if (origin.Count == 0)
        {
            // No page: programs do not send it, browsers do with every request that changes something.
            return false;
        }

        return !Uri.TryCreate(origin.ToString(), UriKind.Absolute, out var site)
            || !string.Equals(site.Authority, context.Request.Host.Value, StringComparison.OrdinalIgnoreCase)
            || (IsLoopback(context.Connection.LocalIpAddress) && !site.IsLoopback);
    }

    private static bool IsLoopback(IPAddress? address) => address is not null && IPAddress.IsLoopback(address);

    private static string PlainOrigin(HttpRequest request) => Audit.PlainText.Of(request.Headers.Origin.ToString(), 100);

    private Task RefuseAsync(HttpContext context, int status, StatusCode code, string message)
    {
        LogRefused(log, context.Request.Method, Audit.PlainText.Of(context.Request.Path.Value, 100), $"{context.Connection.RemoteIpAddress}", message);
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new { code = (int)code, message, details = Array.Empty<object>() }, context.RequestAborted);
    }

    [LoggerMessage(5110, LogLevel.Warning, "{Method} {Path} from {Address} refused: {Message}")]
    private static partial void LogRefused(ILogger logger, string method, string path, string address, string message);
}
