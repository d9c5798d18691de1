using System.IO.Hashing;
using CsCheck;
using GridFlow.Checkpoints;
using GridFlow.Checkpoints.Format;
using GridFlow.Pipeline.Tests.Support;

namespace GridFlow.Pipeline.Tests.Checkpoints;

public sealed class SnapshotFormatTests
{
    private static readonly byte[] Small = SnapshotSample.Encode(SnapshotSample.Header, SnapshotSample.Rows(12, 1), [1, 2, 3]);

    [Fact]
    public void Read_RandomChunks_GivesThemBack() =>
        Gen.Byte.Array[0, 3000].Array[0, 6].Sample(chunks =>
        {
            var (header, read) = SnapshotSample.DecodeAsync(SnapshotSample.Encode(SnapshotSample.Header, chunks)).GetAwaiter().GetResult();
            Assert.Equal(SnapshotSample.Header, header);
            Assert.Equal(chunks, read);
        });

    [Fact]
    public async Task Read_ChunksOfMegabytes_GivesThemBackSmaller()
    {
        byte[][] chunks = [SnapshotSample.Rows(65_000, 1), SnapshotSample.Rows(200_000, 2)];
        var bytes = SnapshotSample.Encode(SnapshotSample.Header, chunks);

        var (_, read) = await SnapshotSample.DecodeAsync(bytes);
        Assert.Equal(chunks, read);
        Assert.True(bytes.Length * 2 < chunks.Sum(chunk => chunk.Length), $"{bytes.Length} bytes");
    }

    [Fact]
    public void Encode_KnownState_IsUnchanged() => Golden.AssertSame("snapshot-v1", Small);

    [Fact]
    public async Task Read_TheGoldenFile_IsWhatWasWritten()
    {
        var (header, chunks) = await SnapshotSample.DecodeAsync(Golden.Read("snapshot-v1"));
        Assert.Equal(SnapshotSample.Header, header);
        Assert.Equal([SnapshotSample.Rows(12, 1), [1, 2, 3]], chunks);
    }

    [Fact]
    public async Task Read_AnyBitOfAnyByteFlipped_IsNoticed()
    {
        for (var at = 0; at < Small.Length; at++)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                var bytes = Small.ToArray();
                bytes[at] ^= (byte)(1 << bit);
                var e = await Assert.ThrowsAsync<SnapshotDamagedException>(() => SnapshotSample.DecodeAsync(bytes));
                Assert.InRange(e.Position, 0, at);
            }
        }
    }

    [Fact]
    public async Task Read_CutAnywhere_IsNoticedAtItsEnd()
    {
        for (var length = 0; length < Small.Length; length++)
        {
            var e = await Assert.ThrowsAsync<SnapshotDamagedException>(() => SnapshotSample.DecodeAsync(Small[..length]));
            Assert.Equal(length, e.Position);
            Assert.Contains("ends within", e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Read_SomethingBehindTheEnd_IsNoticed()
    {
        var e = await Assert.ThrowsAsync<SnapshotDamagedException>(() => SnapshotSample.DecodeAsync([.. Small, 0]));
        Assert.Equal(Small.Length, e.Position);
    }

    [Fact]
    public async Task Read_FramesOfTwoSnapshotsMixed_IsNoticed()
    {
        var other = SnapshotSample.Encode(SnapshotSample.Header, SnapshotSample.Rows(12, 2), [1, 2, 3]);
        var half = SnapshotSample.Encode(SnapshotSample.Header, SnapshotSample.Rows(12, 1)).Length - SnapshotFormat.FrameHeadBytes;
        Assert.NotEqual(Small, other);
        var tail = other.Length - SnapshotFormat.FrameHeadBytes;

        // Every frame is whole by itself; only the sum over the file is another one.
        var e = await Assert.ThrowsAsync<SnapshotDamagedException>(() => SnapshotSample.DecodeAsync([.. Small[..half], .. Small[half..^SnapshotFormat.FrameHeadBytes], .. other[tail..]]));
        Assert.Contains("the file does not match", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_FrameMissing_IsNoticed()
    {
        var beginning = SnapshotFormat.Beginning(SnapshotSample.Header).Length;
        var second = SnapshotSample.Encode(SnapshotSample.Header, SnapshotSample.Rows(12, 1)).Length - SnapshotFormat.FrameHeadBytes;

        var e = await Assert.ThrowsAsync<SnapshotDamagedException>(() => SnapshotSample.DecodeAsync([.. Small[..beginning], .. Small[second..]]));
        Assert.Contains("where frame 0 should", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_LaterFormat_SaysWhatToDo()
    {
        var bytes = Small.ToArray();
        bytes[8] = SnapshotFormat.Version + 1;
        BitConverter.TryWriteBytes(bytes.AsSpan(16), XxHash3.HashToUInt64(bytes.AsSpan(0, 16)));

        var e = await Assert.ThrowsAsync<SnapshotTooNewException>(() => SnapshotSample.DecodeAsync(bytes));
        Assert.Equal(SnapshotFormat.Version + 1, e.Version);
        Assert.All(["sample", "format 2", "GridFlow 0.1.0", "Upgrade", "remove", "Checkpoints:Store"], part => Assert.Contains(part, e.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{ "group": "g" }""")]
    [InlineData("[]")]
    [InlineData("null")]
    public async Task Read_HeaderThatSaysTooLittle_IsDamage(string json)
    {
        var text = System.Text.Encoding.UTF8.GetBytes(json);
        var bytes = new byte[SnapshotFormat.PreludeBytes + text.Length + SnapshotFormat.ChecksumBytes];
        Small.AsSpan(0, 12).CopyTo(bytes);
        BitConverter.TryWriteBytes(bytes.AsSpan(12), text.Length);
        BitConverter.TryWriteBytes(bytes.AsSpan(16), XxHash3.HashToUInt64(bytes.AsSpan(0, 16)));
        text.CopyTo(bytes, SnapshotFormat.PreludeBytes);
        BitConverter.TryWriteBytes(bytes.AsSpan(SnapshotFormat.PreludeBytes + text.Length), XxHash3.HashToUInt64(text));

        var e = await Assert.ThrowsAsync<SnapshotDamagedException>(() => SnapshotSample.DecodeAsync(bytes));
        Assert.Contains("header cannot be read", e.Message, StringComparison.Ordinal);
    }
}
