namespace GridFlow.Deployment.Kubernetes;

/// <summary>A piece of YAML without types.</summary>
internal readonly record struct Tree(object? Node)
{
    public string Text => Node?.ToString() ?? "";

    public Tree this[string key] => Node is IDictionary<object, object> map && map.TryGetValue(key, out var value) ? new Tree(value) : throw new KeyNotFoundException(key);

    public Tree this[int index] => new(((IList<object>)Node!)[index]);

    public int Number => int.Parse(Text, System.Globalization.CultureInfo.InvariantCulture);
}
