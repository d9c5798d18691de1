using GridFlow.Sinks.Archive;
using GridFlow.Telemetry;
using GridFlow.TestKit;
using GridFlow.Topology;
using Microsoft.Extensions.Logging.Abstractions;

namespace GridFlow.Pipeline.Tests.Telemetry;

public sealed class ArchiveMetricsTests : IDisposable
{
    private readonly InstrumentRecorder _recorder = new();
    private readonly ArchiveLedger _ledger = new();
    private readonly ArchiveMetrics _metrics;

    public ArchiveMetricsTests() => _metrics = _recorder.Create(
        () => new ArchiveMetrics(_ledger, () => new ArchiveLook(70, 100, [new BlockStatus("archive-write", 3, 8, 12)], [(5, 60)]), new ConditionBoard(NullLogger.Instance)));

    public void Dispose()
    {
        _metrics.Dispose();
        _recorder.Dispose();
    }

    [Fact]
    public void Instruments_NamesAndKinds_AreTheContracts() => Assert.Equal(
        [
            "gridflow_archive_accepted Counter", "gridflow_archive_difference Gauge", "gridflow_archive_files Counter", "gridflow_archive_lag_readings Gauge",
            "gridflow_archive_lost_offsets Counter", "gridflow_archive_open_rows Gauge", "gridflow_archive_released Counter", "gridflow_archive_rows Counter",
            "gridflow_archive_spool_budget_bytes Gauge", "gridflow_archive_spool_bytes Gauge", "gridflow_archive_spooled_rows Gauge",
            "gridflow_block_processed Counter", "gridflow_block_queue_capacity Gauge", "gridflow_block_queue_length Gauge", "gridflow_sink_outage_seconds Gauge", "gridflow_sink_retries Counter",
            "gridflow_sink_writes Counter",
        ],
        _recorder.Kinds.Select(kind => $"{kind.Key} {kind.Value}").Order(StringComparer.Ordinal));

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

        _recorder.Read();

        Assert.Equal(
            (107.0, 40.0, 2.0, 20.0, 25.0, 22.0, 0.0, 9.0, 1.0),
            (_recorder.Values["gridflow_archive_accepted"], _recorder.Values["gridflow_archive_rows"], _recorder.Values["gridflow_archive_files"], _recorder.Values["gridflow_archive_released"],
            _recorder.Values["gridflow_archive_open_rows"], _recorder.Values["gridflow_archive_spooled_rows"], _recorder.Values["gridflow_archive_difference"], _recorder.Values["gridflow_archive_lost_offsets"],
            _recorder.Values["gridflow_sink_retries sink=archive"]));
        Assert.Equal((70.0, 100.0, 60.0), (_recorder.Values["gridflow_archive_spool_bytes"], _recorder.Values["gridflow_archive_spool_budget_bytes"], _recorder.Values["gridflow_archive_lag_readings partition=5"]));
        Assert.Equal((3.0, 12.0), (_recorder.Values["gridflow_block_queue_length block=archive-write"], _recorder.Values["gridflow_block_processed block=archive-write"]));
    }
}
