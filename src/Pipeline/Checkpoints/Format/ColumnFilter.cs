using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace GridFlow.Checkpoints.Format;

/// <summary>
/// Makes rows of four 32-bit numbers, which is what windows are made of, easy to compress: each number becomes its difference to the one in the row above, written
/// with its sign in the lowest bit, and then the sixteen bytes of the rows are laid out column by column. Any bytes can be filtered; others just do not gain.
/// </summary>
internal static class ColumnFilter
{
    /// <summary>Bytes of a row.</summary>
    public const int RowBytes = 16;

    private static bool HasZip => Sse2.IsSupported || AdvSimd.Arm64.IsSupported;

    /// <summary>Filters <paramref name="source"/> into as many bytes. What is left behind the last whole row is copied.</summary>
    public static void Apply(ReadOnlySpan<byte> source, Span<byte> target)
    {
        var rows = source.Length / RowBytes;
        var above = Vector128<int>.Zero;
        Span<Vector128<byte>> block = stackalloc Vector128<byte>[RowBytes];
        for (var row = 0; row < rows; row += RowBytes)
        {
            var count = Math.Min(RowBytes, rows - row);
            for (var i = 0; i < count; i++)
            {
                var current = Load(source, (row + i) * RowBytes);
                var difference = current - above;
                block[i] = ((difference << 1) ^ (difference >> 31)).AsByte();
                above = current;
            }

            Transpose(block);
            for (var column = 0; column < RowBytes; column++)
            {
                MemoryMarshal.AsBytes(block.Slice(column, 1))[..count].CopyTo(target[((column * rows) + row)..]);
            }
        }

        source[(rows * RowBytes)..].CopyTo(target[(rows * RowBytes)..]);
    }

    /// <summary>Undoes <see cref="Apply"/>.</summary>
    public static void Undo(ReadOnlySpan<byte> source, Span<byte> target)
    {
        var rows = source.Length / RowBytes;
        var above = Vector128<int>.Zero;
        Span<Vector128<byte>> block = stackalloc Vector128<byte>[RowBytes];
        for (var row = 0; row < rows; row += RowBytes)
        {
            var count = Math.Min(RowBytes, rows - row);
            for (var column = 0; column < RowBytes; column++)
            {
                source.Slice((column * rows) + row, count).CopyTo(MemoryMarshal.AsBytes(block.Slice(column, 1)));
            }

            Transpose(block);
            for (var i = 0; i < count; i++)
            {
                var coded = block[i].AsInt32();
                above += (coded >>> 1) ^ -(coded & Vector128<int>.One);
                Store(above, target, (row + i) * RowBytes);
            }
        }

        source[(rows * RowBytes)..].CopyTo(target[(rows * RowBytes)..]);
    }

    // The numbers are little-endian in the file, whatever the machine.
    private static Vector128<int> Load(ReadOnlySpan<byte> source, int at)
    {
        var row = Vector128.Create(source.Slice(at, RowBytes)).AsInt32();
        return BitConverter.IsLittleEndian ? row : Swapped(row);
    }

    private static void Store(Vector128<int> row, Span<byte> target, int at) =>
        (BitConverter.IsLittleEndian ? row : Swapped(row)).AsByte().CopyTo(target.Slice(at, RowBytes));

    private static Vector128<int> Swapped(Vector128<int> row) =>
        Vector128.Shuffle(row.AsByte(), Vector128.Create((byte)3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12)).AsInt32();

    // Interleaving the first half of the rows with the second rotates the 8 bits of a byte's place (row, column) by one; four times, and rows and columns have changed.
    private static void Transpose(Span<Vector128<byte>> rows)
    {
        if (!HasZip)
        {
            TransposeByByte(MemoryMarshal.AsBytes(rows));
            return;
        }

        Span<Vector128<byte>> other = stackalloc Vector128<byte>[RowBytes];
        Interleave(rows, other);
        Interleave(other, rows);
        Interleave(rows, other);
        Interleave(other, rows);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Interleave(ReadOnlySpan<Vector128<byte>> from, Span<Vector128<byte>> to)
    {
        for (var i = 0; i < RowBytes / 2; i++)
        {
            (to[2 * i], to[(2 * i) + 1]) = Sse2.IsSupported
                ? (Sse2.UnpackLow(from[i], from[i + 8]), Sse2.UnpackHigh(from[i], from[i + 8]))
                : (AdvSimd.Arm64.ZipLow(from[i], from[i + 8]), AdvSimd.Arm64.ZipHigh(from[i], from[i + 8]));
        }
    }

    private static void TransposeByByte(Span<byte> block)
    {
        for (var row = 0; row < RowBytes; row++)
        {
            for (var column = row + 1; column < RowBytes; column++)
            {
                (block[(row * RowBytes) + column], block[(column * RowBytes) + row]) = (block[(column * RowBytes) + row], block[(row * RowBytes) + column]);
            }
        }
    }
}
