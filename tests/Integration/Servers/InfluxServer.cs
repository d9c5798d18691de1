namespace GridFlow.Integration.Servers;

/// <summary>An InfluxDB 2 of the kit.</summary>
/// <param name="Url">Its address.</param>
/// <param name="Org">Its organisation.</param>
/// <param name="Bucket">The bucket that is there.</param>
/// <param name="Token">A token that may do everything.</param>
/// <param name="WriteToken">A token that may write to the bucket and nothing else.</param>
internal sealed record InfluxServer(string Url, string Org, string Bucket, string Token, string WriteToken);
