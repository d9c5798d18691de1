using System.Globalization;
using System.Text.RegularExpressions;
using GridFlow.Integration.Faults.Running;
using GridFlow.Integration.Programs;
using GridFlow.Integration.Servers;
using Xunit;

namespace GridFlow.Integration.Deployment;

/// <summary>Every query of both dashboards and every rule, over a real run: 5,000 readings a second with anomalies and unreadable records.</summary>
public sealed partial class DashboardQueryTests(RealServers servers)
{
    private const double Rate = 5_000;

    // Bounds of gridflow_detection_latency_seconds.
    private static readonly double[] Bounds = [0.001, 0.002, 0.005, 0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.08, 0.1, 0.15, 0.2, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300];

    // They show what is not well, so a run that is well has nothing for them.
    private static readonly string[] EmptyWhenWell = ["What is the matter", "annotation Threshold changes", "annotation Failed checkpoints", "annotation Alerts"];

    private static readonly IReadOnlyList<DashboardQuery> Queries =
        [.. new[] { "pipeline-health.json", "grid-operations.json" }.SelectMany(name => DashboardQuery.Read(Path.Combine(DashboardScene.Root, "grafana/dashboards", name)))];

    [Fact(Timeout = 240_000)]
    public async Task Queries_RunWithFaults_ShowWhatHappened()
    {
        await using var scene = await DashboardScene.StartAsync(servers, "GridFlowSinkFailing", "GridFlowInstanceDown", "GridFlowDown");
        int poison;
        await using (var unreadable = new PoisonTraffic(scene.Setup))
        {
            // No silences: a meter that falls silent takes its readings out of the rate.
            var generator = GeneratorRun.ToEndAsync(
                scene.Setup, "--meters", "100", "--event-rate", "5000", "--anomaly-rate", "0.001", "--kinds", "spike,sag,swell,overheating,status-failure", "--duration", "24s", "--seed", "7");
            await RatesAsync(scene);
            await AllAnswerAsync(scene);
            var sent = (await generator).GetProperty("acknowledged").GetInt64();
            await unreadable.StopAsync();
            poison = unreadable.Sent;
            await SettledAsync(scene, sent + poison);
        }

        await CountsAsync(scene, poison);
        await LatencyAsync(scene);
        await RulesAreQuietAsync(scene);

        await scene.KillInfluxAsync();
        await GeneratorRun.ToEndAsync(scene.Setup, "--meters", "100", "--event-rate", "2000", "--anomaly-rate", "0.001", "--duration", "3s", "--seed", "8");
        await FiresAsync(scene, "GridFlowSinkFailing");
        Assert.True(await ValueAsync(scene, "Sinks: not answering for", "{{sink}}") > 0);
        await scene.GridFlow.KillAsync();
        await FiresAsync(scene, "GridFlowInstanceDown", "GridFlowDown");
    }

    // While the generator is at its pace.
    private static Task RatesAsync(DashboardScene scene) => Until.ThereAsync(
        async () =>
        {
            foreach (var query in Queries.Where(query => query.Panel == "Ingestion and processing"))
            {
                // The first look finds nothing at all, and the next ones only a part of the window.
                if (await scene.ValuesAsync(query) is not [var rate] || Math.Abs(rate - Rate) > 0.05 * Rate)
                {
                    return $"{query.Series} is not within 5 % of {Rate}: {string.Join(' ', await scene.ValuesAsync(query))}";
                }
            }

            return null;
        },
        TimeSpan.FromSeconds(22));

    private static Task AllAnswerAsync(DashboardScene scene) => Until.ThereAsync(
        async () =>
        {
            foreach (var query in Queries.Where(query => !EmptyWhenWell.Contains(query.Panel)))
            {
                var values = await scene.ValuesAsync(query);
                if (values.Count == 0 || values.Any(value => !double.IsFinite(value) || value < 0))
                {
                    return $"[{string.Join(' ', values)}] is no answer of {query}";
                }
            }

            return null;
        },
        TimeSpan.FromSeconds(30));

    private static async Task SettledAsync(DashboardScene scene, long records)
    {
        await scene.GridFlow.StatusAsync(status => status.Conservation is { InFlight: 0 } books && books.Consumed == records ? null : $"wanted {records} consumed");
        await Until.ThereAsync(async () => await scene.Prometheus.ValueAsync("sum(gridflow_readings_consumed_total)") is var seen && seen == records ? null : $"Prometheus has seen {seen} of {records}");
        await Until.ThereAsync(async () => await scene.Prometheus.ValueAsync("sum(gridflow_sink_pending{sink=\"influxdb\"})") is var left && left == 0 ? null : $"InfluxDB has still {left} to get");
    }

    private static async Task CountsAsync(DashboardScene scene, int poison)
    {
        foreach (var query in Queries.Where(query => EmptyWhenWell.Contains(query.Panel)))
        {
            Assert.Empty(await scene.ValuesAsync(query));
        }

        Assert.Equal(poison, await scene.Prometheus.ValueAsync("sum(gridflow_dead_letters_total)"));
        Assert.Equal(0, await ValueAsync(scene, "Conservation difference", "pipeline"));
        Assert.Equal(0, await ValueAsync(scene, "Conservation difference", "archive"));
        Assert.Equal(0, await ValueAsync(scene, "Firing alerts", "alerts"));
        Assert.Equal(1, await ValueAsync(scene, "Instances", "up"));
        Assert.Equal(0, await ValueAsync(scene, "Instances", "down"));
        Assert.Equal(100, await ValueAsync(scene, "Meters watched", "watched"));
        Assert.InRange(await ValueAsync(scene, "Dead-letter share", "share"), 0.001, 0.01);

        // What the pipeline has counted is what InfluxDB shows, whichever way it is cut.
        var anomalies = await scene.Prometheus.ValueAsync("sum(gridflow_anomalies_total)");
        Assert.True(anomalies > 100, $"only {anomalies} anomalies");
        foreach (var panel in new[] { "Anomalies over time", "Anomalies", "Anomalies by feeder", "Feeders over time", "Anomalies by severity", "Anomalies by type", "Severities", "Types" })
        {
            Assert.Equal(anomalies, (await scene.ValuesAsync(Queries.Single(query => query.Panel == panel && query.IsFlux))).Sum());
        }

        var feeders = await scene.RowsAsync(Queries.Single(query => query.Panel == "Anomalies by feeder"));
        Assert.Equal(["F-01", "F-02"], feeders.Select(row => row["feeder_id"]).Order(StringComparer.Ordinal));
        var newest = await scene.RowsAsync(Queries.Single(query => query.Panel == "Newest alarms"));
        Assert.Equal(Math.Min(100, anomalies), newest.Count);
        var times = newest.Select(row => DateTimeOffset.Parse(row["_time"], CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(times.OrderDescending(), times);
    }

    private static async Task LatencyAsync(DashboardScene scene)
    {
        // Over the life of the process and not over five minutes: the pipeline's own figure has the slow first alarms of a cold start in it, and a rate begins only with the first scrape.
        var panel = Queries.Single(query => query.Panel == "Alarm latency, p99");
        var shown = await scene.ValuesAsync(panel with { Text = Rates().Replace(panel.Text, "${counter}") }) is [var only] ? only : double.NaN;
        var own = (await scene.GridFlow.StatusAsync()).DetectionLatency.P99Ms / 1000;
        Assert.True(Math.Abs(Bucket(shown) - Bucket(own)) <= 1, $"the panel says {shown} s, the pipeline {own} s");
    }

    private static async Task RulesAreQuietAsync(DashboardScene scene)
    {
        var rules = await scene.Prometheus.RulesAsync();
        Assert.True(rules.Count > 25, $"only {rules.Count} rules");
        Assert.DoesNotContain(rules, rule => rule.Health != "ok" || rule.Error.Length > 0);
        Assert.Empty(await scene.Prometheus.FiringAsync());
    }

    private static Task FiresAsync(DashboardScene scene, params string[] alerts) => Until.ThereAsync(async () =>
    {
        var firing = await scene.Prometheus.FiringAsync();
        return alerts.All(firing.Contains) ? null : $"wanted {string.Join(' ', alerts)}, firing are {string.Join(' ', firing)}";
    });

    private static async Task<double> ValueAsync(DashboardScene scene, string panel, string series) =>
        (await scene.ValuesAsync(Queries.Single(query => query.Panel == panel && query.Series == series))).Max();

    private static int Bucket(double seconds) => Bounds.Count(bound => bound < seconds);

    [GeneratedRegex(@"rate\((?<counter>[^\[]+)\[5m\]\)")]
    private static partial Regex Rates();
}
