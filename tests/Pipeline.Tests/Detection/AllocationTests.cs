using GridFlow.Pipeline.Tests.Support;
using GridFlow.Readings;

namespace GridFlow.Pipeline.Tests.Detection;

/// <summary>A reading of a known meter costs the garbage collector nothing.</summary>
public sealed class AllocationTests
{
    private const int BatchSize = 1024;

    [Fact]
    public void Score_KnownMetersWithoutAnomalies_AllocatesNothing()
    {
        var rig = new DetectorRig(new());
        var batches = Enumerable.Range(0, 30).Select(Batch).ToArray();
        foreach (var batch in batches[..20])
        {
            rig.Detector.Score(batch);
        }

        // A collection that another test sets off ends this thread's allocation window, and the counter takes the unused rest of it (up to 8 KB) for allocated.
        // That can strike a batch or two; what is allocated by scoring would show in every one.
        var allocated = new List<long>();
        for (var i = 20; i < batches.Length; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            rig.Detector.Score(batches[i]);
            allocated.Add(GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.InRange(allocated.Count(bytes => bytes != 0), 0, 2);
        Assert.All(batches, batch => Assert.Equal((BatchSize, 0), (batch.Counts.Scored, batch.Anomalies.Count)));
    }

    [Fact]
    public async Task Decode_KnownSchema_AllocatesItsTaskForTheBatchAndNothingForAReading()
    {
        using var rig = new DecoderRig();
        Assert.Equal(await BytesOf(rig, 16), await BytesOf(rig, BatchSize));
        Assert.InRange(await BytesOf(rig, BatchSize), 0, 256);
    }

    private static async Task<long> BytesOf(DecoderRig rig, int records)
    {
        byte[][] values = [.. Enumerable.Range(0, records).Select(i => Wire.Framed(Wire.Good($"meter number {i % 50}", i)))];
        var least = long.MaxValue;
        var batch = DecoderRig.Batch(values);
        for (var i = 0; i < 50; i++)
        {
            // The pool's batches have grown to their work; the first journey is not measured.
            DecoderRig.Fill(batch, values);
            var before = GC.GetAllocatedBytesForCurrentThread();
            var decoding = rig.DecodeAsync(batch);
            if (decoding.IsCompleted)
            {
                least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            }

            Assert.Equal(records, (await decoding).ReadingCount);
        }

        return least;
    }

    private static ReadingBatch Batch(int number) => DetectorRig.Batch(
        [.. Enumerable.Range(0, BatchSize).Select(i => new StreamReading(BitConverter.GetBytes(i % 128), 1_760_000_000_000 + (((number * 8) + (i / 128)) * 1000L), 230 + (i % 5 * 0.01), 5, 25, default))]);
}
