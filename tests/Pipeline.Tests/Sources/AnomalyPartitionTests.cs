using GridFlow.Sources.Anomalies;

namespace GridFlow.Pipeline.Tests.Sources;

public sealed class AnomalyPartitionTests
{
    [Fact]
    public void Committable_WhileSomethingIsWritten_IsWhatIsDone()
    {
        var partition = new AnomalyPartition(0);
        Assert.Equal(-1, partition.Committable);
        partition.StartAt(10);
        Assert.Equal(10, partition.Committable);
        partition.Read(10);
        partition.Read(11);
        Assert.Equal(-1, partition.Committable);
        partition.Done(11);
        Assert.Equal(11, partition.Committable);
    }

    [Fact]
    public void Committable_AllDone_CoversTheMarksOfTransactionsBehindIt()
    {
        var partition = new AnomalyPartition(0);
        partition.Read(10);
        partition.AtEnd(12);
        Assert.Equal(-1, partition.Committable);
        partition.Done(11);
        Assert.Equal(12, partition.Committable);
        partition.EndIs(40);
        Assert.Equal(28, partition.Behind);
    }
}
