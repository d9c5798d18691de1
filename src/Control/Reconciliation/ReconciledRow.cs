using System.Text.Json.Serialization;

namespace GridFlow.Control.Reconciliation;

/// <summary>One comparison.</summary>
/// <param name="Check">What is compared.</param>
/// <param name="Place">Where.</param>
/// <param name="Expected">What there must be.</param>
/// <param name="Found">What there is.</param>
/// <param name="Pending">Offsets that are not judged because their reader has not committed them yet.</param>
/// <param name="Details">What the numbers are made of.</param>
/// <param name="Faults">What is wrong; empty when nothing is.</param>
internal sealed record ReconciledRow(string Check, string Place, long Expected, long Found, long Pending, string Details, IReadOnlyList<string> Faults)
{
    /// <summary>What is missing; below zero when there is too much.</summary>
    public long Difference => Expected - Found;

    /// <summary>Whether both sides agree.</summary>
    public bool Ok => Faults.Count == 0 && Difference == 0;

    /// <summary>Whether this part is not configured, so that nothing was compared.</summary>
    [JsonPropertyName("off")]
    public bool IsOff { get; private init; }

    /// <summary>A part that is not configured.</summary>
    public static ReconciledRow Off(string check, string why) => new(check, "", 0, 0, 0, why, []) { IsOff = true };
}
