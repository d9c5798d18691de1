using System.Globalization;
using System.Text;
using CsCheck;
using Xunit;

namespace GridFlow.Control.Services.Audit;

public sealed class PlainTextTests
{
    [Theory]
    [InlineData(null, "")]
    [InlineData("  alice@control-room-3 ", "alice@control-room-3")]
    [InlineData("Jürgen Köhler", "Jürgen Köhler")]
    [InlineData("a\r\n2026-01-01 INF control: root", "a  2026-01-01 INF control: root")]
    [InlineData("\u001b[31mred", "[31mred")]
    [InlineData("a\u202Eb", "a b")]
    [InlineData("a\u2028b", "a b")]
    public void Of_TextOfStrangers_IsOnePlainLine(string? text, string expected) => Assert.Equal(expected, PlainText.Of(text, 100));

    [Theory]
    [InlineData("0123456789ABCDEF", "0123456789")]
    [InlineData("012345678😀", "012345678")]
    public void Of_LongText_IsCutBetweenCharacters(string text, string expected) => Assert.Equal(expected, PlainText.Of(text, 10));

    [Fact]
    public void Of_Anything_IsBoundedAndPrintable() => Gen.Select(Gen.String[Gen.Char, 0, 60], Gen.Int[0, 40]).Sample((text, most) =>
    {
        var plain = PlainText.Of(text, most);
        return plain.Length <= most
            && plain == plain.Trim()
            && plain.EnumerateRunes().All(rune => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator));
    });
}
