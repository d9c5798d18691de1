using System.Diagnostics.Metrics;
using GridFlow.Checkpoints;

namespace GridFlow.Telemetry;

/// <summary>What runs here, and since when.</summary>
internal sealed class BuildMetrics : IDisposable
{
    private readonly Meter _meter = new(PipelineMetrics.MeterName);

    public BuildMetrics(Delivery delivery, TimeProvider time)
    {
        var startedAt = time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;
        var word = delivery == Delivery.ExactlyOnce ? "exactly-once" : "at-least-once";
        _meter.CreateObservableGauge(
            "gridflow_build_info",
            () => new Measurement<int>(1, new KeyValuePair<string, object?>("version", ProductVersion.Text), new KeyValuePair<string, object?>("delivery", word)),
            "{build}",
            "Always 1; its labels say which version runs and what is promised about results.");
        // The unit stands in the name, and this is a point in time and no duration.
        _meter.CreateObservableGauge("gridflow_start_time_seconds", () => startedAt, "s", "When this instance was started, in seconds since 1970-01-01 UTC; a change is a restart.");
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}
