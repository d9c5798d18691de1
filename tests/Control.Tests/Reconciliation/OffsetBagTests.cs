using CsCheck;
using Xunit;

namespace GridFlow.Control.Reconciliation;

public sealed class OffsetBagTests
{
    [Fact]
    public void CountIn_AnyOffsets_IsWhatASetSays() =>
        Gen.Select(Gen.Long[0, 500].List[0, 60], Gen.Long[0, 510], Gen.Long[0, 510], Gen.Long[0, 1L << 40]).Sample((offsets, from, to, shift) =>
        {
            var (bag, set) = (new OffsetBag(), new HashSet<long>());
            foreach (var offset in offsets)
            {
                bag.Add(offset + shift);
                set.Add(offset + shift);
            }

            Assert.Equal(set.Count(offset => offset >= from + shift && offset < to + shift), bag.CountIn(from + shift, to + shift));
            Assert.All(Enumerable.Range(0, 510), offset => Assert.Equal(set.Contains(offset + shift), bag.Contains(offset + shift)));
        }, iter: 300);
}
