using System.Diagnostics;
using GridFlow.Checkpoints;
using GridFlow.Checkpoints.Format;
using ZstdSharp;

namespace GridFlow.Load.Benchmarks;

/// <summary>Size and speed of snapshots on one core. The reference is zstd of the same level without the filter and without checksums.</summary>
internal sealed class SnapshotFileBenchmark(int meters, int rounds)
{
    private readonly List<byte[]> _chunks = WindowState.Chunks(meters, seed: 1);

    private long StateBytes => _chunks.Sum(chunk => (long)chunk.Length);

    /// <summary>Measures both; the best of all rounds counts, since other work on the machine can only slow it.</summary>
    public async Task<IReadOnlyList<SnapshotSpeed>> RunAsync()
    {
        var (plain, snapshot) = (default(SnapshotSpeed), default(SnapshotSpeed));
        for (var round = 0; round < rounds; round++)
        {
            plain = Better(plain, Plain());
            snapshot = Better(snapshot, await SnapshotAsync());
        }

        return [plain!, snapshot!];
    }

    private static SnapshotSpeed Better(SnapshotSpeed? best, SnapshotSpeed now) => best is null ? now : now with
    {
        WriteMBps = Math.Max(best.WriteMBps, now.WriteMBps),
        ReadMBps = Math.Max(best.ReadMBps, now.ReadMBps),
    };

    private SnapshotSpeed Plain()
    {
        using var compressor = new Compressor(SnapshotFormat.ZstdLevel);
        using var decompressor = new Decompressor();
        var stored = new List<byte[]>();
        var target = new byte[Compressor.GetCompressBound(_chunks.Max(chunk => chunk.Length))];
        var began = Stopwatch.GetTimestamp();
        foreach (var chunk in _chunks)
        {
            stored.Add(target[..compressor.Wrap(chunk, target)]);
        }

        var written = Stopwatch.GetTimestamp();
        var back = new byte[_chunks.Max(chunk => chunk.Length)];
        foreach (var bytes in stored)
        {
            decompressor.Unwrap(bytes, back);
        }

        return Speed($"zstd {SnapshotFormat.ZstdLevel} alone", stored.Sum(bytes => (long)bytes.Length), began, written);
    }

    private async Task<SnapshotSpeed> SnapshotAsync()
    {
        var header = new SnapshotHeader("g", "t", "", 0, 0, meters, "", DateTimeOffset.UnixEpoch, "bench", "0");
        using var compressor = new FrameCompressor();
        using var encoder = new SnapshotEncoder(header);
        var began = Stopwatch.GetTimestamp();
        foreach (var chunk in _chunks)
        {
            encoder.Add(chunk, compressor);
        }

        encoder.Finish();
        var written = Stopwatch.GetTimestamp();
        await using var reader = await SnapshotReader.OpenAsync("bench", new MemoryStream([.. encoder.Content.SelectMany(piece => piece.ToArray())]), CancellationToken.None);
        var reading = Stopwatch.GetTimestamp();
        await reader.SkipToEndAsync(CancellationToken.None);
        return Speed("snapshot", encoder.StoredBytes, began, written, reading);
    }

    private SnapshotSpeed Speed(string what, long storedBytes, long began, long written, long? reading = null) => new(
        what,
        StateBytes,
        (double)StateBytes / storedBytes,
        StateBytes / 1e6 / Stopwatch.GetElapsedTime(began, written).TotalSeconds,
        StateBytes / 1e6 / Stopwatch.GetElapsedTime(reading ?? written).TotalSeconds);
}

/// <summary>How small and how fast, in state.</summary>
internal sealed record SnapshotSpeed(string What, long StateBytes, double Ratio, double WriteMBps, double ReadMBps);
