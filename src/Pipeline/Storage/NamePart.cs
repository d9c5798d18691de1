using System.Text;

namespace GridFlow.Storage;

/// <summary>Writes any text as one part of a name that file systems and S3 agree on.</summary>
internal static class NamePart
{
    private const string Plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";

    /// <summary>The text with all but letters, digits, <c>-</c>, <c>_</c> and <c>.</c> as <c>%XX</c>.</summary>
    /// <param name="part">The text.</param>
    /// <param name="notFirst">What must not stand first: a leading dot hides a file or leads out of its folder.</param>
    public static string Escape(string part, string notFirst = ".")
    {
        var escaped = new StringBuilder(part.Length);
        foreach (var unit in Encoding.UTF8.GetBytes(part))
        {
            var c = (char)unit;
            var plain = Plain.Contains(c, StringComparison.Ordinal) && (escaped.Length > 0 || !notFirst.Contains(c, StringComparison.Ordinal));
            escaped.Append(plain ? c.ToString() : $"%{unit:X2}");
        }

        return escaped.ToString();
    }

    /// <summary>The text back.</summary>
    public static string Unescape(string part) => Uri.UnescapeDataString(part);
}
