using System.Globalization;
using System.Text;

namespace GridFlow.Control.Services.Audit;

/// <summary>Makes text of strangers fit for a log line and a terminal: one line, nothing that controls a screen, bounded.</summary>
internal static class PlainText
{
    /// <summary>The text with every control and formatting character as a blank, trimmed, and cut at <paramref name="most"/> characters.</summary>
    public static string Of(string? text, int most)
    {
        var plain = new StringBuilder();
        foreach (var rune in (text ?? "").EnumerateRunes())
        {
            if (plain.Length + rune.Utf16SequenceLength > most)
            {
                break;
            }

            plain.Append(IsShown(rune) ? rune.ToString() : " ");
        }

        return plain.ToString().Trim();
    }

    // A right-to-left mark or a line separator can make one audit line look like another.
    private static bool IsShown(Rune rune) => Rune.GetUnicodeCategory(rune) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate);
}
