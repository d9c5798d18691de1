using GridFlow.V1;
using Xunit;

namespace GridFlow.Integration.Control;

/// <summary>Compares what is in the anomalies topic with what the control topic and the answers of calls say.</summary>
/// <param name="History">What the control topic says.</param>
/// <param name="Claims">What has been found.</param>
internal sealed record SteeringProof(ControlHistory History, IReadOnlyList<Claim> Claims)
{
    private const int Examples = 5;

    /// <summary>One switch point for each partition and revision; nothing twice; every reading was measured by the threshold of the revision that is in force at its offset.</summary>
    public void AssertSwitchesAreExact()
    {
        Assert.Empty(History.Contradictions);
        Assert.Equal(Claims.Count, Claims.DistinctBy(claim => claim.Identity).Count());
        Show("measured by another threshold than that of its offset", Claims.Where(claim => claim.IsDeviation && claim.Threshold != History.ThresholdOf(claim)), claim => $"{claim}, wanted {History.ThresholdOf(claim)}");
    }

    /// <summary>Where an answer names an offset, it is that one.</summary>
    public void AssertAnswered(long revision, IEnumerable<PartitionOffset> effectiveFrom) =>
        Assert.All(effectiveFrom, from => Assert.Equal((revision, from.Partition, History.EffectiveFrom(from.Partition, revision)), (revision, from.Partition, from.Offset)));

    /// <summary>Nothing is missing and nothing is too much.</summary>
    /// <param name="everything">All that a pipeline finds in the same readings at a threshold lower than any that was in force.</param>
    public void AssertComplete(IReadOnlyList<Claim> everything)
    {
        var expected = everything.Where(claim => !claim.IsDeviation || Math.Abs(claim.Deviation) > History.ThresholdOf(claim)).ToDictionary(claim => claim.Identity);
        var found = Claims.ToDictionary(claim => claim.Identity);
        Show("missing", expected.Values.Where(claim => !found.ContainsKey(claim.Identity)), claim => claim.ToString());
        Show("too much", found.Values.Where(claim => !expected.ContainsKey(claim.Identity)), claim => claim.ToString());
        Show("another deviation", found.Values.Where(claim => claim.Deviation != expected[claim.Identity].Deviation), claim => $"{claim}, wanted {expected[claim.Identity]}");
    }

    private static void Show(string what, IEnumerable<Claim> wrong, Func<Claim, string> text)
    {
        var all = wrong.ToList();
        Assert.True(all.Count == 0, $"{all.Count} {what}: {string.Join("; ", all.Take(Examples).Select(text))}");
    }
}
