using Xunit;
using YamlDotNet.Serialization;

namespace GridFlow.Deployment.Kubernetes;

/// <summary>The operator's rules are those of <c>infra/prometheus</c>, which promtool tries.</summary>
public sealed class PrometheusRuleTests
{
    private const string Head = """
        # Made from infra/prometheus/rules/gridflow.yml by PrometheusRuleTests (GRIDFLOW_UPDATE_GOLDEN=1), which also compares the two. Change the rules there.
        apiVersion: monitoring.coreos.com/v1
        kind: PrometheusRule
        metadata:
          name: gridflow
        spec:

        """;

    private static readonly string Rules = Repository.Read("infra/prometheus/rules/gridflow.yml").ReplaceLineEndings("\n");

    [Fact]
    public void Source_IsMadeOfTheRules()
    {
        var groups = Rules[Rules.IndexOf("groups:\n", StringComparison.Ordinal)..].TrimEnd('\n').Split('\n');
        var wanted = $"{Head}{string.Join('\n', groups.Select(line => line.Length == 0 ? line : $"  {line}"))}\n";
        var file = Repository.PathOf("infra/kubernetes/overlays/production/prometheusrule.yaml");
        if (Environment.GetEnvironmentVariable("GRIDFLOW_UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(file, wanted);
        }

        Assert.Equal(wanted, File.ReadAllText(file).ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Rendered_HasEveryGroupWithTheSameRules()
    {
        var file = new DeserializerBuilder().Build().Deserialize<Dictionary<string, object>>(Rules);

        var rendered = Overlay.Read("production").Resource("PrometheusRule")["spec"];

        Assert.Equal(Leaves(file["groups"], "groups").Order(StringComparer.Ordinal), Leaves(rendered["groups"].Node, "groups").Order(StringComparer.Ordinal));
    }

    // Every value with its path: kustomize sorts keys and folds lines.
    private static IEnumerable<string> Leaves(object? node, string path) => node switch
    {
        IDictionary<object, object> map => map.SelectMany(pair => Leaves(pair.Value, $"{path}.{pair.Key}")),
        IList<object> list => list.SelectMany((value, i) => Leaves(value, $"{path}[{i}]")),
        _ => [$"{path} = {node}"],
    };
}
