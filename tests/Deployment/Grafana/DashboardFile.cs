using System.Text.Json;

namespace GridFlow.Deployment.Grafana;

/// <summary>A dashboard as it stands in its file.</summary>
internal sealed class DashboardFile
{
    private DashboardFile(JsonElement root) => Root = root;

    public JsonElement Root { get; }

    /// <summary>Panels and rows, in the order of the file.</summary>
    public IReadOnlyList<JsonElement> All => [.. Root.GetProperty("panels").EnumerateArray()];

    /// <summary>What shows something.</summary>
    public IReadOnlyList<JsonElement> Panels => [.. All.Where(panel => Text(panel, "type") != "row")];

    /// <summary>Names of the variables.</summary>
    public IReadOnlyList<string> Variables => [.. Root.GetProperty("templating").GetProperty("list").EnumerateArray().Select(variable => Text(variable, "name"))];

    /// <summary>Marks on all panels.</summary>
    public IReadOnlyList<JsonElement> Annotations => [.. Root.GetProperty("annotations").GetProperty("list").EnumerateArray()];

    public static DashboardFile Load(string name) => new(JsonDocument.Parse(Repository.Read($"grafana/dashboards/{name}")).RootElement);

    /// <summary>A text property.</summary>
    public static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    /// <summary>The queries of a panel: PromQL or Flux.</summary>
    public static IReadOnlyList<string> Queries(JsonElement panel) =>
        [.. panel.GetProperty("targets").EnumerateArray().Select(target => target.TryGetProperty("expr", out var promql) ? promql.GetString()! : Text(target, "query"))];
}
