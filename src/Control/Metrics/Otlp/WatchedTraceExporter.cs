using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Exporter;

namespace GridFlow.Control.Metrics.Otlp;

/// <summary>OpenTelemetry's exporter of traces, watched.</summary>
internal sealed class WatchedTraceExporter(OtlpExporterOptions options, OtlpWatch watch) : OtlpTraceExporter(options)
{
    public override ExportResult Export(in Batch<Activity> batch)
    {
        // Reading a batch empties it.
        var spans = batch.Count;
        return watch.Note(OtlpWatch.Traces, base.Export(batch), spans);
    }
}
