using System.Collections;
using CsCheck;
using Xunit;

namespace GridFlow.Control.Reconciliation;

public sealed class OffsetComparisonTests
{
    [Fact]
    public void Of_AnyOffsets_IsWhatSetsSay() =>
        Gen.Select(Gen.Bool.Array[50], Gen.Bool.Array[50], Gen.Bool.Array[50]).Sample((records, archived, queued) =>
        {
            const long From = 1_000;
            var bag = new OffsetBag();
            var (all, rows, letters) = (Offsets(records), Offsets(archived), Offsets(queued));
            letters.ToList().ForEach(bag.Add);

            var comparison = OffsetComparison.Of(From, new BitArray(records), new BitArray(archived), bag);

            Assert.Equal(all.Count, comparison.Records);
            Assert.Equal(all.Intersect(rows).Count(), comparison.Archived);
            Assert.Equal(all.Intersect(letters).Except(rows).Count(), comparison.DeadLetters);
            Assert.Equal(all.Intersect(letters).Intersect(rows).Count(), comparison.Both);
            Assert.Equal(all.Except(rows).Except(letters), comparison.Missing.SelectMany(span => Enumerable.Range(0, (int)span.Length).Select(n => span.From + n)));
            Assert.Equal(comparison.Records, comparison.Archived + comparison.DeadLetters + comparison.Missing.Sum(span => span.Length));

            static List<long> Offsets(bool[] bits) => [.. Enumerable.Range(0, bits.Length).Where(i => bits[i]).Select(i => From + i)];
        }, iter: 500);
}
