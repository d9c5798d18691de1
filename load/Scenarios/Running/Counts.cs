namespace GridFlow.Load.Scenarios.Running;

/// <summary>What went in and what came out.</summary>
internal sealed record Counts
{
    /// <summary>Arrivals of readings, unreadable ones included.</summary>
    public long Offered { get; init; }

    /// <summary>Arrivals per second between the first and the last as they were really begun: a generator that falls behind shows here. Null with fewer than two.</summary>
    public double? OfferedPerS { get; init; }

    /// <summary>Records that the broker has, history included.</summary>
    public long Acknowledged { get; init; }

    /// <summary>Arrivals that were not sent: the embedded broker would have forgotten them, or the broker refused them.</summary>
    public long NotSent { get; init; }

    /// <summary>Unreadable records sent.</summary>
    public long Poison { get; init; }

    /// <summary>Dead letters of the pipeline since its (last) start.</summary>
    public long DeadLetters { get; init; }

    /// <summary>Acknowledged records that the pipeline has not committed at the end.</summary>
    public long Unread { get; init; }

    /// <summary>Records that the independent reader has got from the anomalies topic.</summary>
    public long AnomalyRecords { get; init; }

    /// <summary>Different ones of them.</summary>
    public long Anomalies { get; init; }

    /// <summary>Those that are there more than once.</summary>
    public long Duplicates => AnomalyRecords - Anomalies;

    /// <summary>Anomalies that the pipeline says it has delivered; null when it was restarted in between.</summary>
    public long? Delivered { get; init; }

    /// <summary>Large anomalies that were injected.</summary>
    public long Injected { get; init; }

    /// <summary>Of these, those the reader has not seen.</summary>
    public long Missed { get; init; }

    /// <summary>Conservation difference that the pipeline states.</summary>
    public long Difference { get; init; }
}
