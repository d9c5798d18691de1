namespace GridFlow.Control.Configuration;

/// <summary>Reads the address of a control plane.</summary>
internal static class ControlAddress
{
    /// <summary>What is understood, for messages.</summary>
    public const string Allowed = "an address such as http://127.0.0.1:5051 or https://grid-1:5051";

    private const int DefaultPort = 5051;

    /// <summary>Reads it; null when it is none. Without a scheme it is http, without a port the contract's.</summary>
    public static Uri? Parse(string text)
    {
        var full = text.Contains("://", StringComparison.Ordinal) ? text : $"http://{text}";
        if (!Uri.TryCreate(full, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.Host.Length == 0 || uri.PathAndQuery != "/" || uri.UserInfo.Length > 0)
        {
            return null;
        }

        // Uri fills in 80 and 443, where no control plane listens unless somebody says so.
        var said = full.AsSpan(full.IndexOf("://", StringComparison.Ordinal) + 3).TrimEnd('/').EndsWith($":{uri.Port}", StringComparison.Ordinal);
        return said ? uri : new UriBuilder(uri) { Port = DefaultPort }.Uri;
    }
}
