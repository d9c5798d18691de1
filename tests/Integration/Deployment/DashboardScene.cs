using System.Globalization;
using System.Text.RegularExpressions;
using GridFlow.Integration.Clients;
using GridFlow.Integration.Programs;
using GridFlow.Integration.Servers;

namespace GridFlow.Integration.Deployment;

/// <summary>A pipeline with InfluxDB and an archive, a Prometheus that reads it every second with the rules of the repository, and what Grafana would ask them.</summary>
internal sealed partial class DashboardScene : IAsyncDisposable
{
    // At one scrape a second; Grafana would take four scrapes or more.
    private const string RateInterval = "10s";

    private readonly ServerSet _set;
    private readonly InfluxReader _influx;
    private readonly KafkaExporterNames _exporter;
    private readonly DateTimeOffset _began = TimeProvider.System.GetUtcNow().AddMinutes(-1);

    private DashboardScene(ServerSet set, PipelineSetup setup, InfluxReader influx, GridFlowProcess gridflow, PrometheusReader prometheus, KafkaExporterNames exporter) =>
        (_set, Setup, _influx, GridFlow, Prometheus, _exporter) = (set, setup, influx, gridflow, prometheus, exporter);

    public PipelineSetup Setup { get; }

    public GridFlowProcess GridFlow { get; }

    public PrometheusReader Prometheus { get; }

    /// <summary>The repository's root.</summary>
    public static string Root { get; } = FindRoot();

    public static async Task<DashboardScene> StartAsync(RealServers servers, params string[] quickAlerts)
    {
        var set = servers.NewSet("A Prometheus");
        var setup = servers.Setup("dashboards");
        // The panels look for groups that begin so.
        setup = setup with { Group = $"gridflow-{setup.Group}" };
        var influx = await set.StartInfluxAsync();
        var archive = Path.Combine(ServerDiscovery.WorkFolder, "dashboards", setup.Group);
        var gridflow = await GridFlowProcess.StartAsync(
            setup,
            $"--InfluxDb:Url={influx.Url}", $"--InfluxDb:Org={influx.Org}", $"--InfluxDb:Bucket={influx.Bucket}", $"--InfluxDb:Token={influx.WriteToken}", $"--InfluxDb:GroupId={setup.Group}-influx",
            "--Archive:Target=directory", $"--Archive:Directory={archive}/files", $"--Archive:SpoolDirectory={archive}/spool", $"--Archive:GroupId={setup.Group}-archive", "--Archive:RollInterval=00:00:03",
            "--Checkpoints:SnapshotInterval=00:00:02", "--Checkpoints:SnapshotMinPause=00:00:01");
        await gridflow.RunningAsync();
        var exporter = new KafkaExporterNames(setup);
        var (url, configuration) = await set.StartPrometheusAsync(gridflow.MetricsUrl, Rules(quickAlerts));
        var prometheus = new PrometheusReader(url);
        // The kit knows one job; what kafka-exporter serves must not count as an instance of gridflow.
        var kafka = $"scrape_configs:\n  - job_name: kafka\n    static_configs: [{{ targets: ['{exporter.Address}'] }}]\n";
        await File.WriteAllTextAsync(configuration, (await File.ReadAllTextAsync(configuration)).Replace("scrape_configs:\n", kafka, StringComparison.Ordinal));
        await prometheus.ReloadAsync();
        return new DashboardScene(set, setup, new InfluxReader(influx), gridflow, prometheus, exporter);
    }

    /// <summary>Runs a panel's query as Grafana would, with everything chosen, and returns its values.</summary>
    public async Task<IReadOnlyList<double>> ValuesAsync(DashboardQuery query) =>
        query.IsFlux ? Numbers(await RowsAsync(query)) : [.. (await Prometheus.QueryAsync(Fill(query.Text))).Select(series => series.Value)];

    /// <summary>The rows of a panel's Flux query.</summary>
    public Task<IReadOnlyList<IReadOnlyDictionary<string, string>>> RowsAsync(DashboardQuery query) => _influx.QueryAsync(Fill(query.Text));

    /// <summary>SIGKILL for InfluxDB.</summary>
    public Task KillInfluxAsync() => _set.DoAsync("kill", "influx");

    public async ValueTask DisposeAsync()
    {
        await GridFlow.DisposeAsync();
        await _exporter.DisposeAsync();
        Prometheus.Dispose();
        _influx.Dispose();
        await _set.DisposeAsync();
    }

    private string Fill(string text) => text
        .Replace("$__rate_interval", RateInterval, StringComparison.Ordinal)
        .Replace("$instance", ".*", StringComparison.Ordinal)
        .Replace("$partition", ".*", StringComparison.Ordinal)
        .Replace("$topic", Setup.Readings, StringComparison.Ordinal)
        .Replace("v.timeRangeStart", Time(_began), StringComparison.Ordinal)
        .Replace("v.timeRangeStop", Time(TimeProvider.System.GetUtcNow().AddMinutes(1)), StringComparison.Ordinal)
        .Replace("v.windowPeriod", "10s", StringComparison.Ordinal)
        .Replace("v.defaultBucket", "\"anomalies\"", StringComparison.Ordinal)
        .Replace("${severity:regex}", ".*", StringComparison.Ordinal)
        .Replace("${type:regex}", ".*", StringComparison.Ordinal)
        .Replace("${feeder:regex}", ".*", StringComparison.Ordinal);

    // The figure of a row: what was counted, or else its value.
    private static double[] Numbers(IReadOnlyList<IReadOnlyDictionary<string, string>> rows) =>
        [.. rows.Select(row => row.GetValueOrDefault("anomalies") ?? row.GetValueOrDefault("_value") ?? row["value"]).Select(text => double.Parse(text, CultureInfo.InvariantCulture))];

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    /// <summary>The repository's rules. Alerts that the test wants to see fire wait one second; all others as long as they do on duty. Groups that are looked at once a minute are looked at every second.</summary>
    private static string Rules(string[] quickAlerts)
    {
        var text = File.ReadAllText(Path.Combine(Root, "infra/prometheus/rules/gridflow.yml"));
        text = AlertWait().Replace(text, match => quickAlerts.Contains(match.Groups["name"].Value) ? $"{match.Groups["head"].Value}1s" : match.Value);
        text = text.Replace("    interval: 1m\n", "    interval: 1s\n", StringComparison.Ordinal);
        Directory.CreateDirectory(ServerDiscovery.WorkFolder);
        var file = Path.Combine(ServerDiscovery.WorkFolder, "gridflow-rules.yml");
        File.WriteAllText(file, text);
        return file;
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "GridFlow.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("GridFlow.sln is not above the test's folder.");
        }

        return folder.FullName;
    }

    [GeneratedRegex(@"(?<head>- alert: (?<name>\w+)\n(?:(?!- alert).*\n)*?\s+for: )\w+")]
    private static partial Regex AlertWait();
}
