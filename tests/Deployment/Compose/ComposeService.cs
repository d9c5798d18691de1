namespace GridFlow.Deployment.Compose;

/// <summary>One service of a compose file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Map">What it says.</param>
internal sealed record ComposeService(string Name, Dictionary<object, object> Map)
{
    /// <summary>Whether it does one thing and ends.</summary>
    public bool IsStep => Name.EndsWith("-init", StringComparison.Ordinal);

    /// <summary>Environment variables.</summary>
    public IReadOnlyDictionary<string, string> Environment => ComposeFile.Section(Map, "environment").ToDictionary(pair => (string)pair.Key, pair => (string)pair.Value);

    /// <summary>What it waits for, and the condition.</summary>
    public IReadOnlyDictionary<string, string> DependsOn =>
        ComposeFile.Section(Map, "depends_on").ToDictionary(pair => (string)pair.Key, pair => (string)((Dictionary<object, object>)pair.Value)["condition"]);

    /// <summary>One value; null when it is not there.</summary>
    public string? Text(string key) => Map.GetValueOrDefault(key) as string;

    /// <summary>A list; empty when it is not there.</summary>
    public IReadOnlyList<string> List(string key) => Map.GetValueOrDefault(key) is List<object> list ? [.. list.Select(each => (string)each)] : [];
}
