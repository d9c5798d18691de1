using System.Text.RegularExpressions;

namespace GridFlow.Storage;

/// <summary>A place in an S3 service.</summary>
/// <param name="Bucket">Bucket.</param>
/// <param name="Prefix">What all keys begin with: empty, or with a slash at its end.</param>
/// <param name="Endpoint">Address of the service; null for Amazon's.</param>
/// <param name="Region">Region.</param>
internal sealed partial record S3Address(string Bucket, string Prefix, string? Endpoint, string Region)
{
    /// <summary>How such an address begins.</summary>
    public const string Scheme = "s3://";

    /// <inheritdoc/>
    public override string ToString() => $"{Scheme}{Bucket}/{Prefix}".TrimEnd('/') + (Endpoint is null ? $" in {Region}" : $" at {Endpoint}");

    /// <summary>Takes <c>s3://bucket/prefix</c> apart; what is not set comes from the standard <c>AWS_…</c> variables.</summary>
    /// <param name="text">The address.</param>
    /// <param name="endpoint">Address of the service, when set.</param>
    /// <param name="region">Region, when set.</param>
    /// <param name="settings">What the settings are called.</param>
    /// <returns>The place, or what is wrong.</returns>
    public static (S3Address? Address, string? Fault) Resolve(string text, string? endpoint, string? region, S3SettingNames settings) => Parse(
        text, endpoint ?? Variable("AWS_ENDPOINT_URL_S3") ?? Variable("AWS_ENDPOINT_URL"), region ?? Variable("AWS_REGION") ?? Variable("AWS_DEFAULT_REGION"), settings);

    /// <summary>Takes <c>s3://bucket/prefix</c> apart.</summary>
    /// <param name="text">The address.</param>
    /// <param name="endpoint">Address of the service; null for Amazon's.</param>
    /// <param name="region">Region; us-east-1 when null and there is an endpoint.</param>
    /// <param name="settings">What the settings are called.</param>
    /// <returns>The place, or what is wrong.</returns>
    public static (S3Address? Address, string? Fault) Parse(string text, string? endpoint, string? region, S3SettingNames settings)
    {
        var parts = text[Scheme.Length..].Split('/', 2);
        var prefix = parts.Length == 1 ? "" : parts[1].Trim('/');
        if (!BucketName().IsMatch(parts[0]))
        {
            return (null, $"must name a bucket of 3 to 63 small letters, digits, dots and hyphens, as in {Scheme}bucket/prefix");
        }

        if (prefix.Split('/').Any(part => part is "." or "..") || prefix.Contains("//", StringComparison.Ordinal) || prefix.Any(char.IsControl))
        {
            return (null, "has a prefix with empty parts, dots alone or control characters");
        }

        if (endpoint is not null && !(Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"))
        {
            return (null, $"needs an address such as http://host:9000 in {settings.Endpoint} or AWS_ENDPOINT_URL, not \"{endpoint}\"");
        }

        if (endpoint is not null && new Uri(endpoint).UserInfo.Length > 0)
        {
            return (null, "needs an address without user or password: credentials are AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY");
        }

        return endpoint is null && region is null
            ? (null, $"needs a region ({settings.Region}), or the address of an S3 service ({settings.Endpoint} or AWS_ENDPOINT_URL)")
            : (new S3Address(parts[0], prefix.Length == 0 ? "" : prefix + "/", endpoint, region ?? "us-east-1"), null);
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    [GeneratedRegex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$")]
    private static partial Regex BucketName();
}
