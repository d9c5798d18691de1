using System.Text.RegularExpressions;
using GridFlow.Control.Services;
using Xunit;

namespace GridFlow.Control.Metrics;

/// <summary>The page <c>docs/metrics.md</c> against the code and against what the endpoint serves.</summary>
public sealed partial class MetricsPageTests : IAsyncDisposable
{
    private static readonly string Page = Path.Combine(Folder(), "..", "..", "..", "docs", "metrics.md");

    /// <summary>All that a label may be. A new one has to be bounded by something that is not the traffic: never a meter, a key, an address or an error's text.</summary>
    private static readonly HashSet<string> AllowedLabels =
    [
        "block", "command", "cpu.mode", "delivery", "from", "outcome", "partition", "reason", "scope", "severity", "signal", "sink", "stream", "subject", "type", "version",
    ];

    private static readonly string[] OnlyWithData =
    [
        "gridflow_detection_latency_seconds", "gridflow_processing_seconds", "gridflow_transaction_seconds", "gridflow_checkpoint_duration_seconds", "gridflow_checkpoint_age_seconds",
        "gridflow_checkpoint_bytes", "gridflow_consumer_lag_readings", "gridflow_partition_paused", "gridflow_condition", "gridflow_block_queue_length", "gridflow_block_queue_capacity",
        "gridflow_block_processed_total", "gridflow_offsets_lost_total", "gridflow_archive_lag_readings",
    ];

    private readonly MetricInventory _inventory = new();

    [Fact]
    public void Reference_EveryInstrument_EqualsThePage()
    {
        var text = File.ReadAllText(Page);
        var written = text.IndexOf(MetricsReference.Marker, StringComparison.Ordinal);
        Assert.True(written >= 0, $"{Page} has lost the line {MetricsReference.Marker}");
        if (Environment.GetEnvironmentVariable("GRIDFLOW_UPDATE_GOLDEN") == "1")
        {
            text = text[..written] + MetricsReference.Render(_inventory);
            File.WriteAllText(Page, text);
        }

        Assert.Equal(MetricsReference.Render(_inventory), text[written..]);
    }

    [Fact]
    public void Instruments_All_HaveANoteAndOneDescriptionAndUnit()
    {
        Assert.Equal(_inventory.Facts.Keys.Order(StringComparer.Ordinal), MetricNotes.All.Select(note => note.Instrument).Order(StringComparer.Ordinal));
        Assert.All(_inventory.Facts, instrument =>
        {
            // Two of one name that say different things would be two metrics, of which Prometheus takes neither.
            var facts = Assert.Single(instrument.Value);
            Assert.False(string.IsNullOrWhiteSpace(facts.Description), $"{instrument.Key} has no description");
            Assert.EndsWith(".", facts.Description, StringComparison.Ordinal);
            Assert.True(facts.Unit is "s" or "By" || UnitAnnotation().IsMatch(facts.Unit ?? ""), $"{instrument.Key} has the unit {facts.Unit}");
        });
    }

    [Fact]
    public void Labels_All_AreBoundedOnes()
    {
        Assert.All(MetricNotes.All.SelectMany(note => note.Labels), label => Assert.Contains(label.Key, AllowedLabels));
        Assert.All(_inventory.Labels, measured => Assert.Subset(MetricNotes.All.Single(note => note.Instrument == measured.Key).Labels.Select(label => label.Key).ToHashSet(), measured.Value));
    }

    [Fact]
    public async Task Scrape_OfTheEndpoint_HasThePagesNamesTypesAndHelp()
    {
        await using var instance = await TestInstance.StartAsync();
        // Counted by the runtime from the first on.
        Assert.Throws<FormatException>(() => int.Parse("none", System.Globalization.CultureInfo.InvariantCulture));
        var scrape = await instance.Http.GetStringAsync(new Uri($"http://127.0.0.1:{instance.Settings.Telemetry.MetricsPort}/metrics"), TestContext.Current.CancellationToken);
        var served = TypeLine().Matches(scrape).DistinctBy(match => match.Groups["name"].Value).ToDictionary(match => match.Groups["name"].Value, match => match.Groups["type"].Value);
        var written = MetricNotes.All.Select(note => (note.Instrument, Facts: _inventory.Facts[note.Instrument].First())).ToDictionary(pair => PrometheusName.Of(pair.Instrument, pair.Facts), pair => pair.Facts);

        Assert.All(served.Where(family => !family.Key.StartsWith("dotnet_", StringComparison.Ordinal)), family =>
        {
            Assert.Equal(PrometheusName.Type(written[family.Key]), family.Value);
            Assert.Contains($"# HELP {family.Key} {written[family.Key].Description}\n", scrape, StringComparison.Ordinal);
        });
        // The others need a partition, a snapshot or an observation before they have a series.
        Assert.All(["kafka", "archive", "influxdb"], sink => Assert.Matches($"(?m)^gridflow_sink_writes_total\\{{(outcome=\"written\",sink=\"{sink}\"|sink=\"{sink}\",outcome=\"written\")\\}} ", scrape));
        Assert.Empty(written.Keys.Except(served.Keys).Except(OnlyWithData));
        var runtime = RuntimeName().Matches(await File.ReadAllTextAsync(Page, TestContext.Current.CancellationToken)).Select(match => match.Value).ToList();
        Assert.True(runtime.Count > 5, "the page names the runtime's metrics");
        Assert.All(runtime, name => Assert.Contains(name, served.Keys));
    }

    public ValueTask DisposeAsync() => _inventory.DisposeAsync();

    private static string Folder([System.Runtime.CompilerServices.CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;

    [GeneratedRegex(@"(?m)^# TYPE (?<name>\S+) (?<type>\S+)$")]
    private static partial Regex TypeLine();

    [GeneratedRegex(@"\bdotnet_\w+")]
    private static partial Regex RuntimeName();

    [GeneratedRegex(@"^\{[a-z_]+\}$")]
    private static partial Regex UnitAnnotation();
}
