using GridFlow.Checkpoints;
using GridFlow.Checkpoints.Format;

namespace GridFlow.Pipeline.Tests.Support;

/// <summary>Snapshots made and read in memory.</summary>
internal static class SnapshotSample
{
    public static readonly SnapshotHeader Header = new(
        "gridflow", "sensor-readings", "AbCdEfGhIjKlMnOpQrStUv", 3, 123_456, 42, "window=300000;v=0.0001", DateTimeOffset.FromUnixTimeMilliseconds(1_767_225_600_123), "gridflow-host-0", "0.1.0");

    /// <summary>All bytes of a snapshot with these chunks.</summary>
    public static byte[] Encode(SnapshotHeader header, params byte[][] chunks)
    {
        using var compressor = new FrameCompressor();
        using var encoder = new SnapshotEncoder(header);
        foreach (var chunk in chunks)
        {
            encoder.Add(chunk, compressor);
        }

        encoder.Finish();
        return Joined(encoder.Content);
    }

    /// <summary>Reads a snapshot to its end.</summary>
    public static async Task<(SnapshotHeader Header, List<byte[]> Chunks)> DecodeAsync(byte[] bytes)
    {
        await using var reader = await SnapshotReader.OpenAsync("sample", new MemoryStream(bytes), CancellationToken.None);
        return (reader.Header, await ChunksAsync(reader, CancellationToken.None));
    }

    /// <summary>Copies the chunks of a snapshot.</summary>
    public static async Task<List<byte[]>> ChunksAsync(SnapshotReader reader, CancellationToken cancellationToken)
    {
        var chunks = new List<byte[]>();
        await foreach (var chunk in reader.ChunksAsync(cancellationToken))
        {
            chunks.Add(chunk.Content.ToArray());
            chunk.Return();
        }

        return chunks;
    }

    /// <summary>Rows as windows have them: time and status, and three numbers that wander.</summary>
    public static byte[] Rows(int count, int seed)
    {
        var random = new Random(seed);
        var bytes = new byte[count * 16];
        var (time, a, b, c) = (random.Next(), 0, 0, 0);
        for (var row = 0; row < count; row++)
        {
            (time, a, b, c) = (time + 8000, a + random.Next(-3000, 3000), b + random.Next(-500, 500), c + random.Next(-9, 10));
            BitConverter.TryWriteBytes(bytes.AsSpan(row * 16), time);
            BitConverter.TryWriteBytes(bytes.AsSpan((row * 16) + 4), a);
            BitConverter.TryWriteBytes(bytes.AsSpan((row * 16) + 8), b);
            BitConverter.TryWriteBytes(bytes.AsSpan((row * 16) + 12), c);
        }

        return bytes;
    }

    /// <summary>A chunk with these bytes.</summary>
    public static StateChunk Chunk(byte[] bytes)
    {
        var chunk = StateChunk.Rent(bytes.Length);
        bytes.CopyTo(chunk.Reserve(bytes.Length));
        return chunk;
    }

    public static byte[] Joined(IReadOnlyList<ReadOnlyMemory<byte>> pieces) => [.. pieces.SelectMany(piece => piece.ToArray())];
}
