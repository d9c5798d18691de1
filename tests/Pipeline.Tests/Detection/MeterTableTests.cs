using CsCheck;
using GridFlow.Detection;
using GridFlow.Readings;

namespace GridFlow.Pipeline.Tests.Detection;

/// <summary>The table against a dictionary.</summary>
public sealed unsafe class MeterTableTests
{
    [Fact]
    public void FindOrAddAndRemove_AnyOrder_IsWhatADictionaryWouldSay() => Gen.Int[0, 1_000_000].Sample(
        seed =>
        {
            var random = new Random(seed);
            var table = new MeterTable();
            var model = new Dictionary<string, int>();
            for (var step = 0; step < 3_000; step++)
            {
                var id = Id(random.Next(800));
                if (random.Next(3) > 0)
                {
                    AssertFinds(table, model, id);
                }
                else if (model.Remove(Convert.ToHexString(id), out var slot))
                {
                    table.Remove(slot, MeterHash.Of(id));
                }

                Assert.Equal(model.Count, table.Count);
            }

            Assert.All(model, pair => Assert.Equal(pair.Key, Convert.ToHexString(table.IdOf(pair.Value))));
        },
        iter: 20,
        threads: 1);

    [Fact]
    public void FindOrAdd_DifferentIdsOfOneHash_AreDifferentMeters()
    {
        var table = new MeterTable();
        var slots = Enumerable.Range(0, 100).Select(i => table.FindOrAdd(7, Id(i))).ToList();
        Assert.Equal(100, slots.Distinct().Count());
        Assert.Equal(slots, Enumerable.Range(0, 100).Select(i => table.FindOrAdd(7, Id(i))));
    }

    [Fact]
    public void FindOrAdd_ManyMeters_LeavesEveryStateWhereItIs()
    {
        var table = new MeterTable();
        var id = Id(1);
        var first = table[table.FindOrAdd(MeterHash.Of(id), id)];
        for (var i = 2; i < 20_000; i++)
        {
            table.FindOrAdd(MeterHash.Of(Id(i)), Id(i));
        }

        Assert.True(first == table[table.FindOrAdd(MeterHash.Of(id), id)]);
        Assert.Equal(19_999, table.Count);
    }

    [Fact]
    public void Remove_ThenAdd_GivesACleanState()
    {
        var table = new MeterTable();
        var slot = table.FindOrAdd(1, Id(1));
        table[slot]->VoltageSum = 5;
        table[slot]->Count = 3;
        table.Remove(slot, 1);
        Assert.Equal(slot, table.FindOrAdd(2, Id(2)));
        Assert.Equal((0, 0, long.MinValue), (table[slot]->VoltageSum, table[slot]->Count, table[slot]->NewestMs));
    }

    private static void AssertFinds(MeterTable table, Dictionary<string, int> model, byte[] id)
    {
        var slot = table.FindOrAdd(MeterHash.Of(id), id);
        if (model.TryGetValue(Convert.ToHexString(id), out var known))
        {
            Assert.Equal(known, slot);
        }
        else
        {
            Assert.DoesNotContain(slot, model.Values);
            model.Add(Convert.ToHexString(id), slot);
        }
    }

    /// <summary>1 to 128 bytes, the number in the last of them.</summary>
    private static byte[] Id(int number)
    {
        var tail = number < 256 ? [(byte)number] : BitConverter.GetBytes(number);
        return number % 3 == 0 ? [.. new byte[128 - tail.Length], .. tail] : number % 3 == 1 ? [.. new byte[24 - tail.Length], .. tail] : tail;
    }
}
