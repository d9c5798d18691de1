using k8s;
using k8s.Models;
using Xunit;
using YamlDotNet.Serialization;

namespace GridFlow.Deployment.Kubernetes;

/// <summary>A rendered overlay: Kubernetes' own objects by its types, read strictly, and the others as trees.</summary>
internal sealed class Overlay
{
    private static readonly string[] Foreign = ["keda.sh/", "monitoring.coreos.com/"];

    private Overlay(IReadOnlyList<object> objects, IReadOnlyList<Tree> foreign) => (Objects, Resources) = (objects, foreign);

    /// <summary>Objects of Kubernetes itself.</summary>
    public IReadOnlyList<object> Objects { get; }

    /// <summary>Objects of KEDA and of the Prometheus operator.</summary>
    public IReadOnlyList<Tree> Resources { get; }

    public V1Deployment Deployment => One<V1Deployment>();

    public V1PodSpec Pod => Deployment.Spec.Template.Spec;

    public V1Container Container => Assert.Single(Pod.Containers);

    public IDictionary<string, string> Settings => One<V1ConfigMap>().Data;

    public static Overlay Read(string name)
    {
        // As kustomize does, a separator at the beginning of a line stands between two objects and nowhere else.
        var documents = File.ReadAllText(Kustomization.RenderedPath(name)).Split("\n---\n");
        var foreign = documents.Where(text => Foreign.Any(group => text.Contains($"apiVersion: {group}", StringComparison.Ordinal))).ToList();
        var own = documents.Except(foreign).SelectMany(text => KubernetesYaml.LoadAllFromString(text, strict: true)).ToList();
        var reader = new DeserializerBuilder().Build();
        return new Overlay(own, [.. foreign.Select(text => new Tree(reader.Deserialize<object>(text)))]);
    }

    public T One<T>() => Assert.Single(Objects.OfType<T>());

    public Tree Resource(string kind) => Resources.Single(resource => resource["kind"].Text == kind);

    public V1Service Service(string name) => Objects.OfType<V1Service>().Single(service => service.Metadata.Name == name);
}
