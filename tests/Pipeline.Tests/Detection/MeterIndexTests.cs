using CsCheck;
using GridFlow.Detection;

namespace GridFlow.Pipeline.Tests.Detection;

/// <summary>The index against a dictionary, with hashes that collide.</summary>
public sealed class MeterIndexTests
{
    [Fact]
    public void AddAndRemove_CollidingHashes_FindsExactlyWhatADictionaryHolds() => Gen.Int[0, 1_000_000].Sample(
        seed =>
        {
            var random = new Random(seed);
            var index = new MeterIndex();
            var model = new Dictionary<int, ulong>();
            for (var step = 0; step < 3_000; step++)
            {
                if (random.Next(3) > 0 || model.Count == 0)
                {
                    // Few homes, some of them at the table's end, so that runs are long and wrap around.
                    var hash = ((ulong)random.Next() << 32) | (uint)(random.Next(3) == 0 ? 1020 + random.Next(8) : random.Next(4_000));
                    model[step] = hash;
                    index.Add(hash, step);
                }
                else
                {
                    var slot = model.Keys.ElementAt(random.Next(model.Count));
                    index.Remove(model[slot], slot);
                    model.Remove(slot);
                }
            }

            Assert.All(model, pair => Assert.Contains(pair.Key, Find(index, pair.Value)));
            Assert.All(Enumerable.Range(0, 4_000), low => Assert.All(Find(index, (ulong)low), slot => Assert.Equal((uint)low, (uint)model[slot])));
        },
        iter: 15,
        threads: 1);

    [Fact]
    public void Next_EmptyIndex_EndsAtOnce() => Assert.Empty(Find(new MeterIndex(), 42));

    private static List<int> Find(MeterIndex index, ulong hash)
    {
        var found = new List<int>();
        uint probe = 0;
        while (index.Next(hash, ref probe) is >= 0 and var slot)
        {
            found.Add(slot);
        }

        return found;
    }
}
