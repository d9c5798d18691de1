using CsCheck;
using GridFlow.Sinks.Archive.Targets;

namespace GridFlow.Pipeline.Tests.Sinks.Archive.Targets;

public sealed class RangeStreamTests
{
    [Fact]
    public async Task ReadAsync_AnyPlacesInAnyOrder_GivesTheBytes() =>
        await Gen.Select(Gen.Int[1, 300_000], Gen.Select(Gen.Double[0, 1], Gen.Int[0, 100_000]).Array[1, 20], Gen.Int).SampleAsync(async (length, reads, seed) =>
        {
            var bytes = new byte[length];
            new Random(seed).NextBytes(bytes);
            await using var stream = Over(bytes);
            foreach (var (where, count) in reads)
            {
                stream.Position = (long)(where * length);
                var buffer = new byte[Math.Min(count, length - stream.Position)];
                var expected = bytes.AsMemory((int)stream.Position, buffer.Length);
                await stream.ReadExactlyAsync(buffer);
                Assert.True(expected.Span.SequenceEqual(buffer));
            }
        }, iter: 100);

    [Fact]
    public async Task ReadAsync_HeadAndEnd_FetchesLittle()
    {
        await using var stream = Over(new byte[10_000_000]);
        await stream.ReadExactlyAsync(new byte[4]);
        stream.Seek(-8, SeekOrigin.End);
        await stream.ReadExactlyAsync(new byte[8]);
        stream.Seek(-5_000, SeekOrigin.End);
        await stream.ReadExactlyAsync(new byte[4_992]);
        Assert.Equal(RangeStream.TailBytes + 4, stream.Fetched);
    }

    [Fact]
    public async Task ReadAsync_ShorterThanListed_IsAnError()
    {
        await using var stream = new RangeStream(100_000, (_, count, _) => Task.FromResult(new byte[count / 2]));
        await Assert.ThrowsAsync<EndOfStreamException>(async () => await stream.ReadExactlyAsync(new byte[10]));
    }

    private static RangeStream Over(byte[] bytes) => new(bytes.Length, (from, count, _) => Task.FromResult(bytes[(int)from..((int)from + count)]));
}
