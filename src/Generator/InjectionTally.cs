using System.Collections.Concurrent;
using GridFlow.Simulation;

namespace GridFlow.Generator;

/// <summary>How many anomalies of each kind have begun. Counted on one thread, read on another.</summary>
internal sealed class InjectionTally
{
    private readonly ConcurrentDictionary<AnomalyKind, long> _counts = new();

    public long Total => _counts.Values.Sum();

    public void Count(AnomalyKind kind) => _counts.AddOrUpdate(kind, 1, (_, count) => count + 1);

    /// <summary>By kind, spelled as on the command line.</summary>
    public IReadOnlyList<(string Kind, long Count)> ByKind() =>
        [.. _counts.OrderBy(pair => pair.Key).Select(pair => (OptionText.KindNames[(int)pair.Key], pair.Value))];
}
