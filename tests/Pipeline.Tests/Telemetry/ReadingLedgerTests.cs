using GridFlow.Decoding;
using GridFlow.Readings;
using GridFlow.Telemetry;

namespace GridFlow.Pipeline.Tests.Telemetry;

public sealed class ReadingLedgerTests
{
    private readonly ReadingLedger _ledger = new();

    [Fact]
    public void TakeAndSettle_AllAccountedFor_DifferenceIsZeroAtEveryMoment()
    {
        var batch = Batch(10);
        _ledger.Take(batch);
        Assert.Equal(new Conservation(10, 0, 0, 0, 10), _ledger.Read().Conservation);
        batch.DeadLetters.Add(new DeadLetter(0, DeadLetterCode.Truncated, "", 1));
        batch.Counts = new(5, 3, 1, 0);
        _ledger.Settle(batch);
        Assert.Equal(new Conservation(10, 5, 4, 1, 0), _ledger.Read().Conservation);
        Assert.Equal(0, _ledger.Read().Conservation.Difference);
        Assert.Equal(new Dictionary<string, long> { ["truncated"] = 1 }, _ledger.Read().DeadLettersByWord);
    }

    [Theory]
    [InlineData(9, 1)]
    [InlineData(11, -1)]
    public void Settle_RecordForgottenOrCountedTwice_Shows(int scored, int difference)
    {
        var batch = Batch(10);
        _ledger.Take(batch);
        batch.Counts = new(scored, 0, 0, 0);
        _ledger.Settle(batch);
        Assert.Equal(difference, _ledger.Read().Conservation.Difference);
    }

    private static ReadingBatch Batch(int records)
    {
        var batch = new ReadingBatch(records);
        for (var i = 0; i < records; i++)
        {
            batch.Add(default(RawRecord));
        }

        return batch;
    }
}
