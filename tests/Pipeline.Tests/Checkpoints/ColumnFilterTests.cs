using System.Buffers.Binary;
using CsCheck;
using GridFlow.Checkpoints.Format;
using GridFlow.Pipeline.Tests.Support;

namespace GridFlow.Pipeline.Tests.Checkpoints;

public sealed class ColumnFilterTests
{
    [Fact]
    public void Undo_AnyBytesOfAnyLength_GivesThemBack() =>
        Gen.Byte.Array[0, 1200].Sample(bytes => RoundTrip(bytes).AsSpan().SequenceEqual(bytes));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    public void Undo_LengthsAroundRowsAndBlocks_GivesThemBack(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);

        Assert.Equal(bytes, RoundTrip(bytes));
    }

    [Fact]
    public void Apply_Rows_AreWhatTheDocumentSays()
    {
        const int Rows = 37;
        var source = SnapshotSample.Rows(Rows, seed: 5);
        var expected = new byte[source.Length];
        for (var row = 0; row < Rows; row++)
        {
            for (var number = 0; number < 4; number++)
            {
                var at = (row * 16) + (number * 4);
                var above = row == 0 ? 0 : BinaryPrimitives.ReadInt32LittleEndian(source.AsSpan(at - 16));
                var difference = unchecked(BinaryPrimitives.ReadInt32LittleEndian(source.AsSpan(at)) - above);
                var coded = unchecked((uint)((difference << 1) ^ (difference >> 31)));
                for (var part = 0; part < 4; part++)
                {
                    expected[(((number * 4) + part) * Rows) + row] = (byte)(coded >> (8 * part));
                }
            }
        }

        var filtered = new byte[source.Length];
        ColumnFilter.Apply(source, filtered);
        Assert.Equal(expected, filtered);
    }

    private static byte[] RoundTrip(byte[] bytes)
    {
        var (filtered, back) = (new byte[bytes.Length], new byte[bytes.Length]);
        ColumnFilter.Apply(bytes, filtered);
        ColumnFilter.Undo(filtered, back);
        return back;
    }
}
