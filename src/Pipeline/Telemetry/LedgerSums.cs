using GridFlow.Decoding;

namespace GridFlow.Telemetry;

/// <summary>The ledger's sums since the start.</summary>
/// <param name="Consumed">Records taken from the source.</param>
/// <param name="Scored">Readings that entered a window.</param>
/// <param name="Late">Readings older than their window.</param>
/// <param name="Duplicate">Readings whose event time the window already held.</param>
/// <param name="Stale">Records of a partition that had moved to another instance.</param>
/// <param name="DeadLetters">Dead letters by <see cref="DeadLetterCode"/>.</param>
/// <param name="InFlight">Records in batches that are in the graph.</param>
public sealed record LedgerSums(long Consumed, long Scored, long Late, long Duplicate, long Stale, IReadOnlyList<long> DeadLetters, long InFlight)
{
    /// <summary>The equation.</summary>
    public Conservation Conservation => new(Consumed, Scored, Late + Duplicate + Stale, DeadLetters.Sum(), InFlight);

    /// <summary>Dead letters by word; those there are none of left out.</summary>
    public IReadOnlyDictionary<string, long> DeadLettersByWord =>
        DeadLetters.Select((count, code) => (Word: ((DeadLetterCode)code).Word(), Count: count)).Where(d => d.Count > 0).ToDictionary(d => d.Word, d => d.Count);
}
