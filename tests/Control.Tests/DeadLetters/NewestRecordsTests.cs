using CsCheck;
using GridFlow.Control.Topics;
using Xunit;

namespace GridFlow.Control.DeadLetters;

public sealed class NewestRecordsTests
{
    [Fact]
    public void Find_AnyQueue_IsWhatSortingAllOfItGives() =>
        Gen.Select(Gen.Int[1, 60], Gen.Int[1, 50], Gen.Int[0, 3000].Array[1, 4], Gen.Int[0, 1_000_000]).Sample(
            (limit, every, lengths, seed) =>
            {
                var partitions = Partitions(lengths, seed);
                var search = new NewestRecords(limit, record => record.Offset % every == 0);
                var found = search.Find([.. lengths.Select((length, partition) => new TopicRange(partition, 0, length))], pieces => Read(partitions, pieces), () => { });

                var expected = partitions.SelectMany(p => p).Where(record => record.Offset % every == 0).OrderByDescending(record => record.Timestamp).Take(limit).Select(record => record.Timestamp);
                Assert.Equal(expected, found.Select(record => record.Timestamp));
            },
            iter: 40);

    [Fact]
    public void Find_LongQueue_ReadsOnlyItsEnd()
    {
        var read = 0L;
        var search = new NewestRecords(50, _ => true);
        var found = search.Find([new TopicRange(0, 0, 10_000_000)], pieces => Read(pieces), () => { });

        Assert.Equal(50, found.Count);
        Assert.Equal(9_999_999, found[0].Offset);
        Assert.InRange(read, 50, 1_000);

        IEnumerable<DeadLetterRecord> Read(IReadOnlyList<TopicRange> pieces)
        {
            for (var offset = pieces[0].Begin; offset < pieces[0].End; offset++)
            {
                read++;
                yield return DeadLetterSample.Record(partition: 0, offset: offset, time: DeadLetterSample.Noon.AddMilliseconds(offset));
            }
        }
    }

    // Times rise in each partition, at its own pace; offsets have holes where transactions ended.
    private static List<List<DeadLetterRecord>> Partitions(int[] lengths, int seed)
    {
        var random = new Random(seed);
        return [.. lengths.Select((length, partition) =>
        {
            var records = new List<DeadLetterRecord>();
            var time = DeadLetterSample.Noon.AddMilliseconds(random.Next(100_000));
            for (var offset = 0; offset < length; offset++)
            {
                time = time.AddTicks(1 + random.Next(1_000_000));
                if (random.Next(3) > 0)
                {
                    records.Add(DeadLetterSample.Record(partition: partition, offset: offset, time: DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds())));
                }
            }

            return records;
        })];
    }

    private static IEnumerable<DeadLetterRecord> Read(List<List<DeadLetterRecord>> partitions, IReadOnlyList<TopicRange> pieces) =>
        pieces.SelectMany(piece => partitions[piece.Partition].Where(record => record.Offset >= piece.Begin && record.Offset < piece.End));
}
