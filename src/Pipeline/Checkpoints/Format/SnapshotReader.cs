using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Text.Json;
using ZstdSharp;

namespace GridFlow.Checkpoints.Format;

/// <summary>Reads one snapshot from its beginning to its end and notices whatever is wrong with it.</summary>
internal sealed class SnapshotReader : IAsyncDisposable
{
    private readonly string _name;
    private readonly Stream _stream;
    private readonly XxHash3 _checksum = new();
    private readonly Decompressor _zstd = new();
    private byte[] _stored = [];
    private byte[] _filtered = [];

    private SnapshotReader(string name, Stream stream) => (_name, _stream) = (name, stream);

    /// <summary>What the snapshot says of itself.</summary>
    public SnapshotHeader Header { get; private set; } = null!;

    /// <summary>Version of its format.</summary>
    public int FormatVersion { get; private set; }

    /// <summary>Frames read so far.</summary>
    public uint Frames { get; private set; }

    /// <summary>State read so far.</summary>
    public long StateBytes { get; private set; }

    /// <summary>Bytes of the file read so far.</summary>
    public long StoredBytes { get; private set; }

    /// <summary>Whether the end has been read: all of it is intact.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Reads the header.</summary>
    /// <param name="name">For messages.</param>
    /// <param name="stream">The file; the reader disposes of it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="SnapshotDamagedException">It is torn or changed, or no snapshot at all.</exception>
    /// <exception cref="SnapshotTooNewException">A later GridFlow wrote it.</exception>
    public static async Task<SnapshotReader> OpenAsync(string name, Stream stream, CancellationToken cancellationToken)
    {
        var reader = new SnapshotReader(name, stream);
        try
        {
            await reader.ReadHeaderAsync(cancellationToken);
            return reader;
        }
        catch
        {
            await reader.DisposeAsync();
            throw;
        }
    }

    /// <summary>The state, chunk by chunk as it was added; the caller returns each. When this ends without an exception, all of it is intact.</summary>
    /// <exception cref="SnapshotDamagedException">It is torn or changed. Chunks in front of that place have been given out.</exception>
    public async IAsyncEnumerable<StateChunk> ChunksAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (!IsComplete)
        {
            var (at, before) = (StoredBytes, _checksum.GetCurrentHashAsUInt64());
            Grow(ref _stored, SnapshotFormat.FrameHeadBytes);
            await FillAsync(_stored.AsMemory(0, SnapshotFormat.FrameHeadBytes), "a frame", cancellationToken);
            var head = SnapshotFormat.ReadFrameHead(_stored.AsSpan(0, SnapshotFormat.FrameHeadBytes)) ?? throw Damaged(at, $"the head of frame {Frames} does not match its checksum");
            if (head.IsEnd)
            {
                await FinishAsync(head, at, before, cancellationToken);
            }
            else
            {
                yield return await FrameAsync(head, at, cancellationToken);
            }
        }
    }

    /// <summary>Reads what is left, without keeping it.</summary>
    public async Task SkipToEndAsync(CancellationToken cancellationToken)
    {
        await foreach (var chunk in ChunksAsync(cancellationToken))
        {
            chunk.Return();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        _zstd.Dispose();
        ArrayPool<byte>.Shared.Return(_stored);
        ArrayPool<byte>.Shared.Return(_filtered);
        (_stored, _filtered) = ([], []);
    }

    private async Task ReadHeaderAsync(CancellationToken cancellationToken)
    {
        var prelude = new byte[SnapshotFormat.PreludeBytes];
        await FillAsync(prelude, "the first bytes", cancellationToken);
        if (!prelude.AsSpan().StartsWith(SnapshotFormat.Magic))
        {
            throw Damaged(0, "it does not begin as a snapshot does");
        }

        var (version, bytes) = SnapshotFormat.ReadPrelude(prelude) ?? throw Damaged(0, "the first bytes do not match their checksum");
        if (version == 0 || bytes > SnapshotFormat.MaxHeaderBytes)
        {
            throw Damaged(8, $"no such format ({version}) or header ({bytes} bytes)");
        }

        var header = new byte[bytes + SnapshotFormat.ChecksumBytes];
        await FillAsync(header, "the header", cancellationToken);
        var json = header.AsSpan(0, (int)bytes);
        if (XxHash3.HashToUInt64(json) != BinaryPrimitives.ReadUInt64LittleEndian(header.AsSpan((int)bytes)))
        {
            throw Damaged(SnapshotFormat.PreludeBytes, "the header does not match its checksum");
        }

        FormatVersion = version;
        try
        {
            Header = version <= SnapshotFormat.Version ? SnapshotFormat.ReadHeader(json) : throw TooNew(version, json);
        }
        catch (JsonException e)
        {
            throw Damaged(SnapshotFormat.PreludeBytes, $"the header cannot be read: {e.Message}");
        }
    }

    private async Task<StateChunk> FrameAsync(FrameHead head, long at, CancellationToken cancellationToken)
    {
        if (head.Number != Frames || head.StateBytes > SnapshotFormat.MaxFrameBytes || head.StoredBytes > Compressor.GetCompressBoundLong((ulong)head.StateBytes))
        {
            throw Damaged(at, $"frame {head.Number} of {head.StateBytes} bytes stands where frame {Frames} should");
        }

        var (stored, state) = ((int)head.StoredBytes, (int)head.StateBytes);
        Grow(ref _stored, stored);
        await FillAsync(_stored.AsMemory(0, stored), $"frame {Frames}", cancellationToken);
        if (XxHash3.HashToUInt64(_stored.AsSpan(0, stored)) != head.Checksum)
        {
            throw Damaged(at + SnapshotFormat.FrameHeadBytes, $"frame {Frames} does not match its checksum");
        }

        Grow(ref _filtered, state);
        Decompress(stored, state, at);
        var chunk = StateChunk.Rent(state);
        ColumnFilter.Undo(_filtered.AsSpan(0, state), chunk.Reserve(state));
        Frames++;
        StateBytes += state;
        return chunk;
    }

    private void Decompress(int stored, int state, long at)
    {
        try
        {
            if (_zstd.Unwrap(_stored.AsSpan(0, stored), _filtered.AsSpan(0, state)) != state)
            {
                throw Damaged(at, $"frame {Frames} has not the length that it says");
            }
        }
        catch (ZstdException e)
        {
            throw Damaged(at, $"frame {Frames} cannot be decompressed: {e.Message}");
        }
    }

    private async Task FinishAsync(FrameHead end, long at, ulong checksum, CancellationToken cancellationToken)
    {
        if (end.Number != Frames || end.StateBytes != StateBytes)
        {
            throw Damaged(at, $"{end.Number} frames with {end.StateBytes} bytes were written, {Frames} with {StateBytes} are there");
        }

        if (end.Checksum != checksum)
        {
            throw Damaged(at, "the file does not match its checksum");
        }

        if (await _stream.ReadAsync(_stored.AsMemory(0, 1), cancellationToken) != 0)
        {
            throw Damaged(StoredBytes, "something stands behind the end");
        }

        IsComplete = true;
    }

    private async Task FillAsync(Memory<byte> target, string what, CancellationToken cancellationToken)
    {
        var read = await _stream.ReadAtLeastAsync(target, target.Length, throwOnEndOfStream: false, cancellationToken);
        StoredBytes += read;
        if (read < target.Length)
        {
            throw Damaged(StoredBytes, $"it ends within {what}");
        }

        _checksum.Append(target.Span);
    }

    private SnapshotTooNewException TooNew(int version, ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        using var header = JsonDocument.ParseValue(ref reader);
        var writer = header.RootElement.ValueKind == JsonValueKind.Object && header.RootElement.TryGetProperty("version", out var text) ? text.ToString() : null;
        return new SnapshotTooNewException(_name, version, SnapshotFormat.Version, writer);
    }

    private SnapshotDamagedException Damaged(long position, string problem) => new(_name, position, problem);

    private static void Grow(ref byte[] buffer, int bytes)
    {
        if (buffer.Length < bytes)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = ArrayPool<byte>.Shared.Rent(bytes);
        }
    }
}
