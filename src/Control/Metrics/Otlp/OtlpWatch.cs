using System.Diagnostics.Metrics;
using GridFlow.Control.Configuration;
using GridFlow.Telemetry;
using OpenTelemetry;

namespace GridFlow.Control.Metrics.Otlp;

/// <summary>Counts exports and shows a collector that takes nothing; the exporters themselves only say it to their own event source.</summary>
internal sealed class OtlpWatch : IDisposable
{
    /// <summary>The signal of metrics.</summary>
    public const string Metrics = "metrics";

    /// <summary>The signal of traces.</summary>
    public const string Traces = "traces";

    private readonly string _endpoint;
    private readonly ConditionBoard _conditions;
    private readonly Meter _meter = new(SubscriberMetrics.MeterName);
    private readonly Counter<long> _exports;
    private readonly Counter<long> _lostSpans;

    /// <param name="endpoint">The collector's address, for people.</param>
    /// <param name="conditions">Told what goes wrong.</param>
    public OtlpWatch(string endpoint, ConditionBoard conditions)
    {
        _endpoint = endpoint;
        _conditions = conditions;
        _exports = _meter.CreateCounter<long>("gridflow_otlp_exports", "{export}", "Exports to the OTLP collector, by signal and outcome; metrics that failed are in the next export.");
        _lostSpans = _meter.CreateCounter<long>("gridflow_otlp_lost_spans", "{span}", "Spans that the OTLP collector did not take; they are not sent again.");
        foreach (var signal in new[] { Metrics, Traces })
        {
            Count(signal, "sent", 0);
            Count(signal, "failed", 0);
        }

        _lostSpans.Add(0);
    }

    /// <summary>Notes how an export has ended.</summary>
    /// <param name="signal">What was sent.</param>
    /// <param name="result">How it ended.</param>
    /// <param name="items">How much there was of it.</param>
    public ExportResult Note(string signal, ExportResult result, long items)
    {
        if (result == ExportResult.Success)
        {
            Count(signal, "sent", 1);
            _conditions.Clear(Subject(signal));
            return result;
        }

        Count(signal, "failed", 1);
        if (signal == Traces)
        {
            _lostSpans.Add(items);
        }

        var consequence = signal == Traces ? "Traces of this time are lost" : "The next export has it all";
        _conditions.Raise(
            Subject(signal),
            $"the OTLP collector at {_endpoint} does not take {signal}: see that it runs, and that {TelemetryOptions.Section}:OtlpEndpoint, OtlpProtocol and OtlpHeaders are right. {consequence}, alerting goes on");
        return result;
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private static string Subject(string signal) => $"OTLP {signal}";

    private void Count(string signal, string outcome, long count) =>
        _exports.Add(count, new KeyValuePair<string, object?>("signal", signal), new KeyValuePair<string, object?>("outcome", outcome));
}
