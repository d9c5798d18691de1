using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace GridFlow.Deployment.Compose;

/// <summary>A compose file as its YAML says it, merge keys applied.</summary>
internal sealed class ComposeFile
{
    private readonly Dictionary<object, object> _root;

    public ComposeFile(string path)
    {
        var parser = new MergingParser(new Parser(new StringReader(RepositoryRoot.Read(path))));
        _root = (Dictionary<object, object>)new DeserializerBuilder().Build().Deserialize(parser)!;
    }

    /// <summary>Names of a section's entries.</summary>
    public IReadOnlyList<string> Names(string section) => [.. Section(_root, section).Keys.Select(key => (string)key)];

    /// <summary>The services.</summary>
    public IEnumerable<ComposeService> Services => Section(_root, "services").Select(entry => new ComposeService((string)entry.Key, (Dictionary<object, object>)entry.Value));

    /// <summary>One service.</summary>
    public ComposeService Service(string name) => Services.Single(service => service.Name == name);

    /// <summary>A map below a map; empty when it is not there.</summary>
    public static Dictionary<object, object> Section(Dictionary<object, object> map, string name) =>
        map.TryGetValue(name, out var value) ? (Dictionary<object, object>)value : [];
}
