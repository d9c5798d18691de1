using System.Diagnostics.Metrics;
using GridFlow.Sinks.Archive;
using GridFlow.Topology;

namespace GridFlow.Telemetry;

/// <summary>The metrics of the archive. They are read from its books, so that the two cannot disagree.</summary>
internal sealed class ArchiveMetrics : IDisposable
{
    private readonly Meter _meter = new(PipelineMetrics.MeterName);

    public ArchiveMetrics(ArchiveLedger ledger, Func<ArchiveLook> look, ConditionBoard conditions)
    {
        _meter.CreateObservableCounter(
            "gridflow_archive_accepted", () => ledger.Read().Accepted, "{reading}", "Readings accepted by the archive, also those found finished in the spool at a start.");
        _meter.CreateObservableCounter("gridflow_archive_rows", () => ledger.Read().Archived, "{reading}", "Readings in files that are in the target.");
        _meter.CreateObservableCounter("gridflow_archive_files", () => ledger.Read().Files, "{file}", "Files in the target.");
        _meter.CreateObservableCounter("gridflow_archive_released", () => ledger.Read().Released, "{reading}", "Readings given up because their partition moved; its next owner archives them.");
        _meter.CreateObservableCounter("gridflow_archive_lost_offsets", () => ledger.Read().LostOffsets, "{offset}", "Offsets that Kafka dropped before they were archived.");
        _meter.CreateObservableGauge("gridflow_archive_open_rows", () => ledger.Read().Open, "{reading}", "Readings in files that are not finished.");
        _meter.CreateObservableGauge("gridflow_archive_spooled_rows", () => ledger.Read().Spooled, "{reading}", "Readings in finished files that wait for their upload.");
        _meter.CreateObservableGauge(
            "gridflow_archive_difference", () => ledger.Read().Difference, "{reading}", "accepted - archived - spooled - open - released; anything but 0 is a defect.");
        _meter.CreateObservableGauge("gridflow_archive_spool_bytes", () => look().SpoolBytes, "By", "Bytes in the spool.");
        _meter.CreateObservableGauge("gridflow_archive_spool_budget_bytes", () => look().BudgetBytes, "By", "Most bytes in the spool (Archive:SpoolBudgetBytes).");
        _meter.CreateObservableGauge(
            "gridflow_archive_lag_readings",
            () => look().Lags.Select(lag => new Measurement<long>(lag.Readings, new KeyValuePair<string, object?>("partition", lag.Partition))),
            "{reading}",
            "Readings that the archive has not read yet, by partition.");
        SinkMetrics.Add(_meter, "archive", () => [("written", ledger.Read().Archived)], () => ledger.Read().Retries, () => conditions.DurationOf(ArchiveUploader.Subject));
        BlockMetrics.Add(_meter, () => look().Blocks);
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}
