using System.Diagnostics.Metrics;
using GridFlow.Sinks.Archive;
using GridFlow.Topology;

namespace GridFlow.Telemetry;

/// <summary>The metrics of the archive. They are read from its books, so that the two cannot disagree.</summary>
internal sealed class ArchiveMetrics : IDisposable
{
    private readonly Meter _meter = new(PipelineMetrics.MeterName);

    public ArchiveMetrics(ArchiveLedger ledger, Func<ArchiveLook> look)
    {
        Counter("gridflow_archive_accepted", "Readings accepted by the archive, also those found finished in the spool at a start.", () => ledger.Read().Accepted);
        Counter("gridflow_archive_rows", "Readings in files that are in the target.", () => ledger.Read().Archived);
        Counter("gridflow_archive_files", "Files in the target.", () => ledger.Read().Files);
        Counter("gridflow_archive_released", "Readings given up because their partition moved; its next owner archives them.", () => ledger.Read().Released);
        Counter("gridflow_archive_lost_offsets", "Offsets that Kafka dropped before they were archived.", () => ledger.Read().LostOffsets);
        Gauge("gridflow_archive_open_rows", "Readings in files that are not finished.", () => ledger.Read().Open);
        Gauge("gridflow_archive_spooled_rows", "Readings in finished files that wait for their upload.", () => ledger.Read().Spooled);
        Gauge("gridflow_archive_difference", "accepted - archived - spooled - open - released; anything but 0 is a defect.", () => ledger.Read().Difference);
        Gauge("gridflow_archive_spool_bytes", "Bytes in the spool.", () => look().SpoolBytes);
        Gauge("gridflow_archive_spool_budget_bytes", "Most bytes in the spool (Archive:SpoolBudgetBytes).", () => look().BudgetBytes);
        // The same instruments as those of the pipeline and of other sinks, so the same words.
        _meter.CreateObservableCounter("gridflow_sink_retries", () => new Measurement<long>(ledger.Read().Retries, new KeyValuePair<string, object?>("sink", "archive")), description: "Tries after the first.");
        _meter.CreateObservableGauge(
            "gridflow_block_queue_length",
            () => look().Blocks.Select(b => new Measurement<int>(b.QueueLength, new KeyValuePair<string, object?>("block", b.Name))),
            description: "Batches waiting, by stage.");
        _meter.CreateObservableCounter(
            "gridflow_block_processed",
            () => look().Blocks.Select(b => new Measurement<long>(b.Processed, new KeyValuePair<string, object?>("block", b.Name))),
            description: "Batches done, by stage.");
        _meter.CreateObservableGauge(
            "gridflow_archive_lag_readings",
            () => look().Lags.Select(lag => new Measurement<long>(lag.Readings, new KeyValuePair<string, object?>("partition", lag.Partition))),
            description: "Readings that the archive has not read yet, by partition.");
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private void Counter(string name, string description, Func<long> read) => _meter.CreateObservableCounter(name, read, description: description);

    private void Gauge(string name, string description, Func<long> read) => _meter.CreateObservableGauge(name, read, description: description);
}
