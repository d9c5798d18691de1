using CsCheck;
using Xunit;

namespace GridFlow.Control.DeadLetters;

public sealed class DeadLetterTallyTests
{
    [Fact]
    public void Stats_SomeRecords_CountsByCodeSourceAndTime()
    {
        var tally = new DeadLetterTally();
        tally.Add(DeadLetterSample.Record(time: DeadLetterSample.Noon.AddMinutes(1)));
        tally.Add(DeadLetterSample.Record(code: "truncated", sourcePartition: 3, time: DeadLetterSample.Noon));
        tally.Add(DeadLetterSample.Record(time: DeadLetterSample.Noon.AddMinutes(5), original: [("gridflow.replay.count", "1")]));
        tally.Add(DeadLetterSample.Record(code: null, time: DeadLetterSample.Noon.AddMinutes(3)));
        var stats = tally.Stats("dead-letter-queue");

        Assert.Equal((4, 1), (stats.Count, stats.Replayed));
        Assert.Equal([("bad_magic", 2L), ("(no code)", 1L), ("truncated", 1L)], stats.Codes.Select(count => (count.Name, count.Count)));
        Assert.Equal((DeadLetterSample.Noon.AddMinutes(1), DeadLetterSample.Noon.AddMinutes(5)), (stats.Codes[0].First!.Value, stats.Codes[0].Last!.Value));
        Assert.Equal([("sensor-readings/2", 2L), ("(no source)", 1L), ("sensor-readings/3", 1L)], stats.Sources.Select(count => (count.Name, count.Count)));
        Assert.Equal(60, stats.BarSeconds);
        Assert.Equal([1L, 1, 0, 1, 0, 1], stats.Bars.Select(bar => bar.Count));
    }

    [Fact]
    public void Stats_AnyTimes_HasFewBarsThatHoldAllAndTheFirstAndLast() =>
        Gen.Long[0, 400_000_000].Array[1, 30].Sample(seconds =>
        {
            var tally = new DeadLetterTally();
            foreach (var second in seconds)
            {
                tally.Add(DeadLetterSample.Record(time: DeadLetterSample.Noon.AddSeconds(second)));
            }

            var stats = tally.Stats("q");
            Assert.Equal(seconds.Length, stats.Bars.Sum(bar => bar.Count));
            Assert.InRange(stats.Bars.Count, 1, 24);
            Assert.True(stats.Bars[0].Count > 0 && stats.Bars[^1].Count > 0);
            Assert.Equal(DeadLetterSample.Noon.AddSeconds(seconds.Min()), stats.Codes[0].First);
            Assert.Equal(DeadLetterSample.Noon.AddSeconds(seconds.Max()), stats.Codes[0].Last);
        });
}
