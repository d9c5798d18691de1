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

    private static readonly string[] Signals = [Metrics, Traces];

    private readonly string _endpoint;
    private readonly ConditionBoard _conditions;
    private readonly Meter _meter = new(SubscriberMetrics.MeterName);
    private readonly long[] _sent = new long[Signals.Length];
    private readonly long[] _failed = new long[Signals.Length];
    private long _lostSpans;

    /// <param name="endpoint">The collector's address, for people.</param>
    /// <param name="conditions">Told what goes wrong.</param>
    public OtlpWatch(string endpoint, ConditionBoard conditions)
    {
        _endpoint = endpoint;
        _conditions = conditions;
        _meter.CreateObservableCounter(
            "gridflow_otlp_exports",
            () => Signals.SelectMany((signal, i) => new[] { Of(signal, "sent", ref _sent[i]), Of(signal, "failed", ref _failed[i]) }),
            "{export}",
            "Exports to the OTLP collector, by signal and outcome; metrics that failed are in the next export.");
        _meter.CreateObservableCounter("gridflow_otlp_lost_spans", () => Interlocked.Read(ref _lostSpans), "{span}", "Spans that the OTLP collector did not take; they are not sent again.");
    }

    /// <summary>Notes how an export has ended.</summary>
    /// <param name="signal">What was sent.</param>
    /// <param name="result">How it ended.</param>
    /// <param name="items">How much there was of it.</param>
    public ExportResult Note(string signal, ExportResult result, long items)
    {
        if (result == ExportResult.Success)
        {
            Interlocked.Increment(ref _sent[Array.IndexOf(Signals, signal)]);
            _conditions.Clear(Subject(signal));
            return result;
        }

        Interlocked.Increment(ref _failed[Array.IndexOf(Signals, signal)]);
        if (signal == Traces)
        {
            Interlocked.Add(ref _lostSpans, items);
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

    private static Measurement<long> Of(string signal, string outcome, ref long count) =>
        new(Interlocked.Read(ref count), new KeyValuePair<string, object?>("signal", signal), new KeyValuePair<string, object?>("outcome", outcome));
}
