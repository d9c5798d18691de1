using System.Globalization;
using System.Text;

namespace GridFlow.Control.DeadLetters;

/// <summary>Bytes as lines of sixteen, with marks under a place.</summary>
internal static class HexDump
{
    private const int Width = 16;
    private const int MostBytes = 1024;
    private const int AroundMark = 4 * Width;

    /// <summary>Writes the beginning, and what is around the mark.</summary>
    /// <param name="bytes">All of them.</param>
    /// <param name="mark">First byte of the place and the one behind its last; an empty place stands in front of a byte. Null: none.</param>
    public static IEnumerable<string> Lines(byte[] bytes, (int Start, int End)? mark)
    {
        var shownTo = 0;
        for (var at = 0; at < bytes.Length || (at == bytes.Length && mark?.Start == at); at += Width)
        {
            var isNearMark = mark is { } place && at + Width > place.Start - AroundMark && at <= place.Start + AroundMark;
            if (at >= MostBytes && !isNearMark)
            {
                continue;
            }

            if (at > shownTo)
            {
                yield return $"  … {(at - shownTo).ToString(CultureInfo.InvariantCulture)} bytes";
            }

            shownTo = at + Width;
            yield return Line(bytes.AsSpan(at, Math.Min(Width, bytes.Length - at)), at);
            if (mark is { } marked && Marks(marked, at) is { } marks)
            {
                yield return marks;
            }
        }

        if (shownTo < bytes.Length)
        {
            yield return $"  … {(bytes.Length - shownTo).ToString(CultureInfo.InvariantCulture)} bytes more";
        }
    }

    private static string Line(ReadOnlySpan<byte> bytes, int at)
    {
        var line = new StringBuilder(at.ToString("x8", CultureInfo.InvariantCulture)).Append("  ");
        for (var i = 0; i < Width; i++)
        {
            line.Append(i < bytes.Length ? bytes[i].ToString("x2", CultureInfo.InvariantCulture) : "  ").Append(i == 7 ? "  " : " ");
        }

        line.Append(" |");
        foreach (var b in bytes)
        {
            line.Append(b is >= 0x20 and < 0x7f ? (char)b : '.');
        }

        return line.Append('|').ToString();
    }

    private static string? Marks((int Start, int End) mark, int at)
    {
        // An empty place is where a byte is missing.
        var end = Math.Max(mark.End, mark.Start + 1);
        if (mark.Start >= at + Width || end <= at)
        {
            return null;
        }

        var marks = new StringBuilder(new string(' ', 10));
        for (var i = 0; i < Width; i++)
        {
            marks.Append(at + i >= mark.Start && at + i < end ? "^^" : "  ").Append(i == 7 ? "  " : " ");
        }

        return marks.ToString().TrimEnd();
    }
}
