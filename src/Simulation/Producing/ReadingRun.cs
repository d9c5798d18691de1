namespace GridFlow.Simulation;

/// <summary>How <see cref="ReadingProducer.RunAsync"/> sends.</summary>
public sealed record ReadingRun
{
    /// <summary>Spreads slots over time; null (default) sends as fast as gate and broker allow.</summary>
    public EvenPacer? Pacer { get; init; }

    /// <summary>What the pacer counts. Default: slots.</summary>
    public PaceBy PaceBy { get; init; } = PaceBy.Slots;

    /// <summary>Asked with the event time of the next slot; true ends the run in front of it. Default: run until the source ends.</summary>
    public Func<long, bool>? StopBefore { get; init; }

    /// <summary>Awaited every <see cref="ReadingProducer.GateInterval"/> slots with the readings sent so far: lets a slow consumer hold the producer.</summary>
    public Func<long, CancellationToken, ValueTask>? Gate { get; init; }
}
