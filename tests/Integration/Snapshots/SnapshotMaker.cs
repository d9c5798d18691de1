using GridFlow.Checkpoints;
using GridFlow.Checkpoints.Format;
using Xunit;

namespace GridFlow.Integration.Snapshots;

/// <summary>Snapshots for tests of stores: their state is random bytes.</summary>
internal static class SnapshotMaker
{
    private const int FrameBytes = 200_000;

    /// <summary>Writes one straight into a store.</summary>
    public static async Task<SnapshotName> WriteAsync(ISnapshotStore store, long offset, int frames)
    {
        using var compressor = new FrameCompressor();
        using var encoder = new SnapshotEncoder(Header(offset));
        for (var frame = 0; frame < frames; frame++)
        {
            encoder.Add(Bytes(FrameBytes, frame), compressor);
        }

        encoder.Finish();
        var name = new SnapshotName("gridflow", "sensor-readings", 0, offset);
        await store.WriteAsync(name.ToString(), encoder.Content, TestContext.Current.CancellationToken);
        return name;
    }

    /// <summary>Writes one through a writer.</summary>
    public static async Task<SnapshotResult> WriteAsync(ISnapshotTarget writer, long offset, int bytes = FrameBytes)
    {
        var done = new TaskCompletionSource<SnapshotResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        var sink = writer.Begin(Header(offset), done.SetResult);
        var chunk = StateChunk.Rent(bytes);
        Bytes(bytes, seed: 1).CopyTo(chunk.Reserve(bytes));
        sink.Add(chunk);
        sink.Complete();
        return await done.Task.WaitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>What would find it.</summary>
    public static SnapshotQuery Query(SnapshotName name) => new(name.Group, name.Topic, name.Partition, name.Offset, "", "settings");

    /// <summary>Bytes that do not compress.</summary>
    public static byte[] Bytes(int count, int seed)
    {
        var bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private static SnapshotHeader Header(long offset) =>
        new("gridflow", "sensor-readings", "", 0, offset, 1, "settings", DateTimeOffset.UnixEpoch, "tests", "0.1.0");
}
