using GridFlow.Pipeline.Tests.Support;
using GridFlow.Readings;
using GridFlow.TestKit;
using GridFlow.Topology;
using Microsoft.Extensions.Time.Testing;

namespace GridFlow.Pipeline.Tests.Topology;

public sealed class GraphTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(7, 2, 3)]
    [InlineData(1024, 8, 4)]
    public async Task CompleteAsync_ManyPartitionsAndBadRecords_DrainsAllInOrder(int batchSize, int capacity, int lanes)
    {
        const int Partitions = 5, PerPartition = 400;
        await using var driver = new PipelineTestDriver(
            pipeline: new PipelineOptions { BatchSize = batchSize, BlockCapacity = capacity, Lanes = lanes, DecodeParallelism = 4 });
        for (var i = 0; i < PerPartition; i++)
        {
            for (var p = 0; p < Partitions; p++)
            {
                await (i % 10 == 8 ? driver.SendAsync([9], p) : driver.SendAsync(ReadingFlow.Alternating($"M-{p}", i), p));
            }

            Assert.Equal(0, driver.Sums.Conservation.Difference);
        }

        await driver.CompleteAsync();
        var sums = driver.Sums;
        Assert.Equal((Partitions * PerPartition, 0, 0), (sums.Consumed, sums.InFlight, sums.Conservation.Difference));
        Assert.Equal((Partitions * PerPartition * 9 / 10, Partitions * PerPartition / 10), (sums.Scored, sums.Conservation.DeadLetters));
        Assert.All(Enumerable.Range(0, Partitions), p => Assert.Equal(PerPartition, driver.Committed[p]));
        AssertOrder(driver, Partitions, (PerPartition / 2) - (PerPartition / 10));
    }

    [Fact]
    public async Task CompleteAsync_NothingSent_EndsAtOnce()
    {
        await using var driver = new PipelineTestDriver();
        await driver.CompleteAsync();
        Assert.Empty(driver.Committed);
    }

    [Fact]
    public async Task Publish_BatchOfAnOlderAssignment_IsCountedStaleAndSaysNothing()
    {
        await using var driver = new PipelineTestDriver();
        await driver.SendAsync(Wire.Good() with { Status = MeterStatus.Fault });
        await driver.SendAsync([9]);
        driver.Partitions.Assign(0);
        await driver.FlushAsync();
        await driver.SendAsync(Wire.Good("M-2"), 1);
        await driver.CompleteAsync();
        Assert.Equal((3, 2, 1, 0), (driver.Sums.Consumed, driver.Sums.Stale, driver.Sums.Scored, driver.Sums.Conservation.Difference));
        Assert.Empty(driver.Anomalies);
        Assert.Empty(driver.DeadLetters);
        Assert.Equal([1], driver.Committed.Keys);
    }

    [Fact]
    public async Task Publish_Anomaly_IsReadableAndPointsAtItsReading()
    {
        await using var driver = new PipelineTestDriver();
        await driver.SendAnomalyAsync("M-0421", 2);
        await driver.CompleteAsync();
        var framed = Assert.Single(driver.Anomalies);
        Assert.Equal([0, 0, 0, 0, PipelineTestDriver.AnomalySchemaId], framed[..5]);
        var anomaly = AvroOracle.DecodeAnomaly(framed.AsSpan(5));
        Assert.Equal((2, 30L), ((int)anomaly["source_partition"], (long)anomaly["source_offset"]));
    }

    [Fact]
    public async Task Clock_LastBatchHasNothingBehindIt_IsCommittedAllTheSame()
    {
        var time = new FakeTimeProvider();
        await using var driver = new PipelineTestDriver(time: time);
        await driver.SendAsync(Wire.Good());
        await driver.FlushAsync();
        await Eventually.TrueAsync(() => driver.Blocks[^1].Processed > 0, "the batch at the publisher");
        Assert.Empty(driver.Committed);
        await Eventually.TrueAsync(
            () =>
            {
                time.Advance(TimeSpan.FromMilliseconds(20));
                return driver.Sums.InFlight == 0;
            },
            "the commit");
        Assert.Equal(1, driver.Committed[0]);
    }

    [Fact]
    public async Task Blocks_AnyGraph_StandInTheOrderAReadingPassesThem()
    {
        await using var driver = new PipelineTestDriver(pipeline: new PipelineOptions { Lanes = 2 });
        Assert.Equal(["decode", "fan-out", "detect-0", "detect-1", "publish"], driver.Blocks.Select(b => b.Name));
    }

    private static void AssertOrder(PipelineTestDriver driver, int partitions, int anomalies)
    {
        var found = driver.Anomalies.Select(a => AvroOracle.DecodeAnomaly(a.AsSpan(5))).ToLookup(a => (int)a["source_partition"], a => (long)a["source_offset"]);
        for (var p = 0; p < partitions; p++)
        {
            Assert.Equal(found[p].Order(), found[p]);
            Assert.Equal(anomalies, found[p].Count());
            Assert.Equal(anomalies, found[p].Distinct().Count());
        }
    }
}
