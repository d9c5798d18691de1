using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;
using YamlDotNet.Serialization;

namespace GridFlow.Deployment.Grafana;

/// <summary>The dashboards' files against what Grafana's published JSON model asks for, and against the house's own rules.</summary>
public sealed partial class DashboardTests
{
    // Of Grafana's list of units (@grafana/data, valueFormats/categories).
    private static readonly HashSet<string> Units = ["none", "short", "percent", "percentunit", "s", "ms", "bytes", "decbytes", "cps", "ops", "dateTimeAsIso", "locale"];

    private static readonly HashSet<string> PanelTypes = ["timeseries", "stat", "bargauge", "table"];

    [Theory]
    [InlineData("pipeline-health.json", "gridflow-pipeline")]
    [InlineData("grid-operations.json", "gridflow-grid")]
    public void Head_OfEachDashboard_IsWhatIsPromised(string name, string uid)
    {
        var dashboard = DashboardFile.Load(name);

        Assert.Equal(uid, DashboardFile.Text(dashboard.Root, "uid"));
        Assert.Equal("5s", DashboardFile.Text(dashboard.Root, "refresh"));
        // Grafana takes over older versions by itself, and does not promise to read newer ones. 39 is that of Grafana 11, 42 that of 12.
        Assert.InRange(dashboard.Root.GetProperty("schemaVersion").GetInt32(), 39, 42);
        // A number of its own would collide with one that Grafana has given out.
        Assert.Equal(JsonValueKind.Null, dashboard.Root.GetProperty("id").ValueKind);
        Assert.Contains("instance", dashboard.Variables);
        Assert.All(
            new[] { "Restarts", "Threshold changes", "Checkpoints" },
            wanted => Assert.Contains(dashboard.Annotations, annotation => DashboardFile.Text(annotation, "name") == wanted));
    }

    [Fact]
    public void Variables_OfPipelineHealth_ChooseInstanceAndPartition() =>
        Assert.Equal(["instance", "partition", "topic"], DashboardFile.Load("pipeline-health.json").Variables);

    [Theory]
    [InlineData("pipeline-health.json")]
    [InlineData("grid-operations.json")]
    public void Panels_Always_HaveAnIdATitleADescriptionAndAUnit(string name)
    {
        var dashboard = DashboardFile.Load(name);
        var ids = dashboard.All.Select(panel => panel.GetProperty("id").GetInt32()).ToList();

        Assert.Equal(ids.Distinct(), ids);
        Assert.All(ids, id => Assert.True(id > 0));
        Assert.All(dashboard.Panels, panel =>
        {
            var title = DashboardFile.Text(panel, "title");
            Assert.Contains(DashboardFile.Text(panel, "type"), PanelTypes);
            Assert.True(DashboardFile.Text(panel, "description").Length > 15, $"{title} does not say what it shows");
            Assert.NotEmpty(DashboardFile.Queries(panel));
            Assert.True(DashboardFile.Text(panel, "type") == "table" || Units.Contains(DashboardFile.Text(panel.GetProperty("fieldConfig").GetProperty("defaults"), "unit")), $"{title} has no unit of Grafana's");
        });
        Assert.Equal(dashboard.Panels.Count, dashboard.Panels.Select(panel => DashboardFile.Text(panel, "title")).Distinct().Count());
    }

    [Theory]
    [InlineData("pipeline-health.json")]
    [InlineData("grid-operations.json")]
    public void Overrides_Units_AreGrafanas(string name)
    {
        var units = DashboardFile.Load(name).Panels
            .SelectMany(panel => panel.GetProperty("fieldConfig").GetProperty("overrides").EnumerateArray())
            .SelectMany(change => change.GetProperty("properties").EnumerateArray())
            .Where(property => DashboardFile.Text(property, "id") == "unit")
            .Select(property => DashboardFile.Text(property, "value"));

        Assert.All(units, unit => Assert.Contains(unit, Units));
    }

    // Grafana remembers the name at the first matcher that asks for it: what is named later is looked for in vain by the colours.
    [Theory]
    [InlineData("pipeline-health.json")]
    [InlineData("grid-operations.json")]
    public void Overrides_NamesOfSeries_ComeBeforeWhatGoesByName(string name)
    {
        var named = DashboardFile.Load(name).Panels
            .Select(panel => panel.GetProperty("fieldConfig").GetProperty("overrides").EnumerateArray().ToList())
            .Where(changes => changes.Any(NamesSeries))
            .ToList();

        Assert.NotEmpty(named);
        Assert.All(named, changes => Assert.Equal(changes.OrderBy(change => NamesSeries(change) ? 0 : 1), changes));
    }

    [Fact]
    public void Behind_ComparesLagAndRateOfTheSamePartitions()
    {
        var behind = DashboardFile.Load("pipeline-health.json").Panels.Single(panel => DashboardFile.Text(panel, "title") == "Behind");

        // The rate has no partition, so the lag may not be that of a chosen one.
        Assert.DoesNotContain("$partition", Assert.Single(DashboardFile.Queries(behind)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pipeline-health.json")]
    [InlineData("grid-operations.json")]
    public void Grid_OfEachDashboard_IsFullAndWithoutOverlap(string name)
    {
        var taken = new Dictionary<(int X, int Y), string>();
        foreach (var panel in DashboardFile.Load(name).All)
        {
            var place = panel.GetProperty("gridPos");
            var (x, y, w, h) = (place.GetProperty("x").GetInt32(), place.GetProperty("y").GetInt32(), place.GetProperty("w").GetInt32(), place.GetProperty("h").GetInt32());
            Assert.True(x >= 0 && y >= 0 && w > 0 && h > 0 && x + w <= 24, $"{DashboardFile.Text(panel, "title")} is not in the 24 columns");
            foreach (var cell in Enumerable.Range(0, w * h).Select(n => (x + (n % w), y + (n / w))))
            {
                Assert.True(taken.TryAdd(cell, DashboardFile.Text(panel, "title")), $"{DashboardFile.Text(panel, "title")} lies over {taken[cell]}");
            }
        }

        // Grafana closes gaps by moving panels up: then the file would not be what is seen.
        Assert.Equal(24 * (taken.Keys.Max(cell => cell.Y) + 1), taken.Count);
    }

    [Theory]
    [InlineData("pipeline-health.json")]
    [InlineData("grid-operations.json")]
    public void Datasources_OfQueriesVariablesAndMarks_AreProvisioned(string name)
    {
        var provisioned = Provisioned();

        var used = Datasources(DashboardFile.Load(name).Root).Distinct().ToList();

        Assert.Equal(2, provisioned.Count);
        Assert.All(used.Where(source => source.Uid != "-- Grafana --"), source => Assert.Contains(source, provisioned));
        Assert.All(provisioned, source => Assert.Contains(source, used));
    }

    [Theory]
    [InlineData("pipeline-health.json")]
    [InlineData("grid-operations.json")]
    public void Queries_Variables_AreDefined(string name)
    {
        var dashboard = DashboardFile.Load(name);
        string[] known = [.. dashboard.Variables, "__rate_interval", "__field"];

        var used = dashboard.Panels.SelectMany(DashboardFile.Queries).SelectMany(query => Variable().Matches(query)).Select(match => match.Groups["name"].Value).Distinct().ToList();

        Assert.All(used, variable => Assert.Contains(variable, known));
        Assert.All(dashboard.Variables, variable => Assert.Contains(variable, used));
    }

    // By the type of a field; columns of a table are renamed one by one, each by its own first name.
    private static bool NamesSeries(JsonElement change) =>
        DashboardFile.Text(change.GetProperty("matcher"), "id") == "byType"
        && change.GetProperty("properties").EnumerateArray().Any(property => DashboardFile.Text(property, "id") == "displayName");

    private static HashSet<(string Type, string Uid)> Provisioned()
    {
        var file = new DeserializerBuilder().Build().Deserialize<Dictionary<string, object>>(Repository.Read("grafana/provisioning/datasources/gridflow.yml"));
        return [.. ((List<object>)file["datasources"]).Cast<Dictionary<object, object>>().Select(source => ((string)source["type"], (string)source["uid"]))];
    }

    private static IEnumerable<(string Type, string Uid)> Datasources(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Datasources),
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property => property.Name == "datasource"
            ? [(DashboardFile.Text(property.Value, "type"), DashboardFile.Text(property.Value, "uid"))]
            : Datasources(property.Value)),
        _ => [],
    };

    [GeneratedRegex(@"\$\{?(?<name>\w+)")]
    private static partial Regex Variable();
}
