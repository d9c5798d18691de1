using GridFlow.Readings;
using GridFlow.Sources;

namespace GridFlow.Sinks;

/// <summary>Says what batches have to say, and moves the input position behind it. Used by one thread at a time.</summary>
/// <remarks>
/// The seam of delivery: at-least-once acknowledges the results and then commits the positions; a transaction makes both one step.
/// </remarks>
internal interface IDelivery : IDisposable
{
    /// <summary>Starts to deliver the batch's anomalies and dead letters; does not wait for them.</summary>
    /// <exception cref="DeliveryException">A result can never be delivered.</exception>
    Task SendAsync(ReadingBatch batch, CancellationToken cancellationToken);

    /// <summary>Waits until all that was sent is durable, and commits the positions.</summary>
    /// <param name="positions">One for each partition that has moved.</param>
    /// <param name="stillOwned">Whether every batch that was sent is still this instance's to speak for. Asked after the group's membership has been noted, so
    /// that a partition lost in between is refused by the broker.</param>
    /// <param name="cancellationToken">Gives up the wait; nothing is committed then.</param>
    /// <exception cref="DeliveryException">A result can never be delivered.</exception>
    Task<CommitOutcome> CommitAsync(IReadOnlyCollection<PartitionPosition> positions, Func<bool> stillOwned, CancellationToken cancellationToken);

    /// <summary>
    /// Ends when nothing that was sent before can change what the group has committed any more, also not a call that was given up: only then may a recovery ask.
    /// </summary>
    Task SettledAsync(CancellationToken cancellationToken);

    /// <summary>
    /// How long a call may take before it gives up by itself or says as a condition what it waits for; null when it may wait for brokers without end and without a word.
    /// </summary>
    TimeSpan? LongestCall => null;
}
