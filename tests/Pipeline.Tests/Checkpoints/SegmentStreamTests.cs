using CsCheck;
using GridFlow.Checkpoints.Stores;
using GridFlow.Pipeline.Tests.Support;

namespace GridFlow.Pipeline.Tests.Checkpoints;

public sealed class SegmentStreamTests
{
    [Fact]
    public void Read_FromAnyPosition_IsTheRestOfThePieces() =>
        Gen.Select(Gen.Byte.Array[0, 40].Array[0, 6], Gen.Int[0, 240], Gen.Int[1, 50]).Sample((pieces, at, step) =>
        {
            IReadOnlyList<ReadOnlyMemory<byte>> memory = [.. pieces.Select(piece => (ReadOnlyMemory<byte>)piece)];
            var all = SnapshotSample.Joined(memory);
            using var stream = new SegmentStream(memory);
            at = Math.Min(at, all.Length);
            Assert.Equal(all.Length, stream.Length);
            Assert.Equal(at, stream.Seek(at, SeekOrigin.Begin));
            Assert.Equal(at, stream.Position);

            var rest = new List<byte>();
            var buffer = new byte[step];
            for (int read; (read = stream.Read(buffer)) > 0;)
            {
                rest.AddRange(buffer[..read]);
            }

            Assert.Equal(all[at..], rest);
            Assert.Equal(all.Length, stream.Position);
        });
}
