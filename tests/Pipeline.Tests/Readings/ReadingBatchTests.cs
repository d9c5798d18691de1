using GridFlow.Readings;

namespace GridFlow.Pipeline.Tests.Readings;

public sealed class ReadingBatchTests
{
    [Fact]
    public void Append_MoreThanItsFirstRoom_KeepsWhatWasThere()
    {
        var batch = new ReadingBatch(2);
        var ranges = Enumerable.Range(0, 200).Select(i => batch.Append([.. Enumerable.Repeat((byte)i, i * 7)])).ToList();
        Assert.All(ranges, (range, i) => Assert.Equal(Enumerable.Repeat((byte)i, i * 7), batch.Slice(range).ToArray()));
        Assert.Empty(batch.Slice(ByteRange.Null).ToArray());
    }

    [Fact]
    public void Rent_ReturnedBatch_IsEmptyAgain()
    {
        var pool = new BatchPool(4);
        var batch = pool.Rent(1, 2, 3);
        batch.Add(new RawRecord { Offset = 9 });
        batch.Append([1]);
        batch.DeadLetters.Add(default);
        batch.Anomalies.Add(default);
        batch.Counts = new(1, 1, 1, 1);
        batch.ScoredAt = 7;
        pool.Return(batch);
        Assert.Same(batch, pool.Rent(5, 6, 7));
        Assert.Equal((5, 6L, 7L, 0, 0, 0L), (batch.Partition, batch.Epoch, batch.PolledAt, batch.RecordCount, batch.ReadingCount, batch.NextOffset));
        Assert.Equal((0, 0, 0, 0L), (batch.Bytes.Length, batch.DeadLetters.Count, batch.Anomalies.Count, batch.ScoredAt));
        Assert.Equal(default, batch.Counts);
    }
}
