using System.Text.Json;

namespace GridFlow.Integration.Deployment;

/// <summary>One query of a panel, as it stands in a dashboard's file.</summary>
/// <param name="Dashboard">The file's name.</param>
/// <param name="Panel">The panel's title.</param>
/// <param name="Series">What its series are called: <c>legendFormat</c>, or the letter of the query.</param>
/// <param name="IsFlux">Whether InfluxDB is asked; Prometheus otherwise.</param>
/// <param name="Text">The query, with Grafana's variables in it.</param>
internal sealed record DashboardQuery(string Dashboard, string Panel, string Series, bool IsFlux, string Text)
{
    /// <summary>All queries of a dashboard, its annotations among them (<c>annotation NAME</c>).</summary>
    public static IReadOnlyList<DashboardQuery> Read(string file)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(file));
        var name = Path.GetFileName(file);
        var panels = json.RootElement.GetProperty("panels").EnumerateArray()
            .Where(panel => panel.TryGetProperty("targets", out _))
            .SelectMany(panel => panel.GetProperty("targets").EnumerateArray().Select(target => Of(name, panel.GetProperty("title").GetString()!, target)));
        var annotations = json.RootElement.GetProperty("annotations").GetProperty("list").EnumerateArray()
            .Where(annotation => annotation.TryGetProperty("expr", out _))
            .Select(annotation => new DashboardQuery(name, $"annotation {annotation.GetProperty("name").GetString()}", "", false, annotation.GetProperty("expr").GetString()!));
        return [.. panels, .. annotations];
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Dashboard}, {Panel}, {Series}: {Text}";

    private static DashboardQuery Of(string dashboard, string panel, JsonElement target) =>
        target.GetProperty("datasource").GetProperty("uid").GetString() == "influxdb"
            ? new(dashboard, panel, target.GetProperty("refId").GetString()!, true, target.GetProperty("query").GetString()!)
            : new(dashboard, panel, target.GetProperty("legendFormat").GetString()!, false, target.GetProperty("expr").GetString()!);
}
