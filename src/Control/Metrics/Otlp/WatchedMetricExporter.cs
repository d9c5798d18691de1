using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;

namespace GridFlow.Control.Metrics.Otlp;

/// <summary>OpenTelemetry's exporter of metrics, watched. Derived and not wrapped: only the exporter that the provider knows is told the resource.</summary>
internal sealed class WatchedMetricExporter(OtlpExporterOptions options, OtlpWatch watch) : OtlpMetricExporter(options)
{
    public override ExportResult Export(in Batch<Metric> batch) => watch.Note(OtlpWatch.Metrics, base.Export(batch), batch.Count);
}
