namespace GridFlow.Load.Scenarios.Running;

/// <summary>One look at the run. Rates and latencies are those since the look before.</summary>
internal sealed record Sample
{
    /// <summary>Since the beginning of the load, s.</summary>
    public required double AtS { get; init; }

    /// <summary>Arrivals that really came, without those at which a silent meter was to speak.</summary>
    public double OfferedPerS { get; init; }

    /// <summary>What the broker has acknowledged.</summary>
    public double SentPerS { get; init; }

    /// <summary>What the pipeline has settled: scored, dropped or dead-lettered.</summary>
    public double SettledPerS { get; init; }

    /// <summary>What an independent reader has got.</summary>
    public double AnomaliesPerS { get; init; }

    /// <summary>Intended time of the reading to its anomaly at the reader.</summary>
    public double P50Ms { get; init; }

    public double P99Ms { get; init; }

    public double MaxMs { get; init; }

    /// <summary>Acknowledged by the broker and not yet committed by the pipeline.</summary>
    public long Backlog { get; init; }

    /// <summary>Batches waiting ÷ batches that may wait, of the fullest stage; null when the pipeline does not answer.</summary>
    public double? QueueFill { get; init; }

    /// <summary>Resident memory of the pipeline's process, MB; null when it does not run.</summary>
    public double? MemoryMb { get; init; }

    public long MetersTracked { get; init; }

    public int PartitionsOwned { get; init; }

    /// <summary>Read by the pipeline since its start.</summary>
    public long Consumed { get; init; }
}
