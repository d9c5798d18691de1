namespace GridFlow.Storage;

/// <summary>What the settings of a place in S3 are called, for messages that say what to set.</summary>
/// <param name="Place">Setting of bucket and prefix.</param>
/// <param name="Endpoint">Setting of the service's address.</param>
/// <param name="Region">Setting of the region.</param>
internal sealed record S3SettingNames(string Place, string Endpoint, string Region);
