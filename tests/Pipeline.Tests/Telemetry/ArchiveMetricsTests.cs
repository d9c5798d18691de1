using System.Diagnostics.Metrics;
using GridFlow.Sinks.Archive;
using GridFlow.Telemetry;
using GridFlow.Topology;

namespace GridFlow.Pipeline.Tests.Telemetry;

[Collection("Instruments")]
public sealed class ArchiveMetricsTests : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Dictionary<string, string> _kinds = [];
    private readonly Dictionary<string, long> _values = [];
    private readonly ArchiveLedger _ledger = new();
    private readonly ArchiveMetrics _metrics;

    public ArchiveMetricsTests()
    {
        _listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == PipelineMetrics.MeterName)
            {
                _kinds[instrument.Name] = instrument.GetType().Name.Split('`')[0].Replace("Observable", "", StringComparison.Ordinal);
                self.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((i, value, tags, _) => _values[Name(i, tags)] = value);
        _listener.SetMeasurementEventCallback<int>((i, value, tags, _) => _values[Name(i, tags)] = value);
        _listener.Start();
        _metrics = new ArchiveMetrics(_ledger, () => new ArchiveLook(70, 100, [new BlockStatus("archive-write", 3, 8, 12)], [(5, 60)]));
    }

    public void Dispose()
    {
        _metrics.Dispose();
        _listener.Dispose();
    }

    [Fact]
    public void Instruments_NamesAndKinds_AreTheContracts() => Assert.Equal(
        [
            "gridflow_archive_accepted Counter", "gridflow_archive_difference Gauge", "gridflow_archive_files Counter", "gridflow_archive_lag_readings Gauge",
            "gridflow_archive_lost_offsets Counter", "gridflow_archive_open_rows Gauge", "gridflow_archive_released Counter", "gridflow_archive_rows Counter",
            "gridflow_archive_spool_budget_bytes Gauge", "gridflow_archive_spool_bytes Gauge", "gridflow_archive_spooled_rows Gauge",
            "gridflow_block_processed Counter", "gridflow_block_queue_length Gauge", "gridflow_sink_retries Counter",
        ],
        _kinds.Select(kind => $"{kind.Key} {kind.Value}").Order(StringComparer.Ordinal));

    [Fact]
    public void Values_AfterALife_AreTheLedgers()
    {
        _ledger.Accept(100);
        _ledger.Seal(60);
        _ledger.Archive(40, files: 2);
        _ledger.ReleaseOpen(15);
        _ledger.ReleaseSpooled(5);
        _ledger.Find(7);
        _ledger.Retry();
        _ledger.Lose(9);

        _listener.RecordObservableInstruments();

        Assert.Equal(
            (107L, 40L, 2L, 20L, 25L, 22L, 0L, 9L, 1L),
            (_values["gridflow_archive_accepted"], _values["gridflow_archive_rows"], _values["gridflow_archive_files"], _values["gridflow_archive_released"],
            _values["gridflow_archive_open_rows"], _values["gridflow_archive_spooled_rows"], _values["gridflow_archive_difference"], _values["gridflow_archive_lost_offsets"],
            _values["gridflow_sink_retries sink=archive"]));
        Assert.Equal((70L, 100L, 60L), (_values["gridflow_archive_spool_bytes"], _values["gridflow_archive_spool_budget_bytes"], _values["gridflow_archive_lag_readings partition=5"]));
        Assert.Equal((3L, 12L), (_values["gridflow_block_queue_length block=archive-write"], _values["gridflow_block_processed block=archive-write"]));
    }

    private static string Name(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var name = instrument.Name;
        foreach (var tag in tags)
        {
            name += $" {tag.Key}={tag.Value}";
        }

        return name;
    }
}
