using System.Diagnostics.Metrics;

namespace GridFlow.Control.Metrics;

/// <summary>Counts the readers of gRPC streams and what they were too slow for.</summary>
public sealed class SubscriberMetrics : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "GridFlow.Control";

    private readonly Meter _meter = new(MeterName);
    private readonly UpDownCounter<int> _subscribers;
    private readonly Counter<long> _gaps;
    private readonly Counter<long> _unreadable;

    /// <summary>Makes the instruments, with the series of every stream there is.</summary>
    public SubscriberMetrics()
    {
        _subscribers = _meter.CreateUpDownCounter<int>("gridflow_subscribers", "{stream}", "Open gRPC streams.");
        _gaps = _meter.CreateCounter<long>("gridflow_subscriber_gaps", "{gap}", "Gap records sent to subscribers that were too slow.");
        Changed("anomalies", 0);
        Changed("metrics", 0);
        _gaps.Add(0);
        _unreadable = _meter.CreateCounter<long>("gridflow_subscriber_unreadable", "{record}", "Records of the anomalies topic that no subscriber got because they cannot be read.");
        _unreadable.Add(0);
    }

    /// <summary>A stream was opened (+1) or has ended (−1).</summary>
    public void Changed(string stream, int by) => _subscribers.Add(by, new KeyValuePair<string, object?>("stream", stream));

    /// <summary>A gap record was sent.</summary>
    public void Gap() => _gaps.Add(1);

    /// <summary>A record of the topic could not be read.</summary>
    public void Unreadable() => _unreadable.Add(1);

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}
