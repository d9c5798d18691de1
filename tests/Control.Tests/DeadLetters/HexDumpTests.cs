using Xunit;

namespace GridFlow.Control.DeadLetters;

public sealed class HexDumpTests
{
    private static readonly byte[] Bytes = [.. Enumerable.Range(0x38, 20).Select(b => (byte)b)];

    [Fact]
    public void Lines_PlaceInside_MarksItsBytes() => Assert.Equal(
        [
            "00000000  38 39 3a 3b 3c 3d 3e 3f  40 41 42 43 44 45 46 47  |89:;<=>?@ABCDEFG|",
            "                                                        ^^",
            "00000010  48 49 4a 4b                                       |HIJK|",
            "          ^^ ^^",
        ],
        HexDump.Lines(Bytes, (15, 18)));

    [Fact]
    public void Lines_PlaceBehindTheEnd_MarksWhereAByteIsMissing()
    {
        Assert.Equal("                      ^^", HexDump.Lines(Bytes, (20, 20)).Last());
        Assert.Equal(["00000000                                                    ||", "          ^^"], HexDump.Lines([], (0, 0)));
        Assert.Equal("          ^^", HexDump.Lines(Bytes[..16], (16, 16)).Last());
    }

    [Fact]
    public void Lines_LongValue_ShowsTheBeginningAndWhatIsAroundTheMark()
    {
        var lines = HexDump.Lines(new byte[1_000_000], (500_000, 500_001)).ToList();

        Assert.InRange(lines.Count, 70, 85);
        Assert.Single(lines, line => line.Contains('^', StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("0007a120", StringComparison.Ordinal));
        Assert.Equal(2, lines.Count(line => line.StartsWith("  …", StringComparison.Ordinal)));
    }

    [Fact]
    public void Lines_NoPlace_MarksNothing() => Assert.Equal(2, HexDump.Lines(Bytes, null).Count());
}
