using GridFlow.Readings;
using GridFlow.Sources;

namespace GridFlow.Sinks;

/// <summary>Says what batches have to say, and moves the input position behind it. Used by one thread at a time.</summary>
/// <remarks>
/// The seam of delivery: at-least-once acknowledges the results and then commits the positions; a transaction will make both one step.
/// </remarks>
internal interface IDelivery : IDisposable
{
    /// <summary>Starts to deliver the batch's anomalies and dead letters; does not wait for them.</summary>
    void Send(ReadingBatch batch);

    /// <summary>Waits until all that was sent is durable, then commits the positions.</summary>
    /// <param name="positions">One for each partition that has moved.</param>
    /// <param name="cancellationToken">Gives up the wait; nothing is committed then.</param>
    /// <returns>False when all is durable but the positions could not be committed now: ask again.</returns>
    /// <exception cref="DeliveryException">A result can never be delivered.</exception>
    Task<bool> CommitAsync(IReadOnlyCollection<PartitionPosition> positions, CancellationToken cancellationToken);
}
