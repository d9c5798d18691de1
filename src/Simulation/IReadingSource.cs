using GridFlow.Readings;

namespace GridFlow.Simulation;

/// <summary>A sequence of slots in time; a slot holds one reading, or none when its meter is silent.</summary>
/// <remarks>Slots, not readings, are what pacing counts: a silent meter must not make the others faster. Not thread-safe.</remarks>
public interface IReadingSource
{
    /// <summary>Looks at the next slot without taking it.</summary>
    /// <param name="eventTimeMs">Its event time, ms since 1970-01-01 UTC.</param>
    /// <returns>False when there is no further slot.</returns>
    bool TryPeek(out long eventTimeMs);

    /// <summary>Takes the next slot; call it only after <see cref="TryPeek"/> has found one.</summary>
    /// <param name="reading">The reading in it.</param>
    /// <returns>False when the slot is silent.</returns>
    bool TryTake(out SensorReading reading);
}
