using System.Globalization;

namespace GridFlow.Control.Reconciliation;

/// <summary>Offsets that follow each other.</summary>
/// <param name="From">First.</param>
/// <param name="To">Behind the last.</param>
internal readonly record struct OffsetSpan(long From, long To)
{
    private const int MostNamed = 5;

    /// <summary>How many.</summary>
    public long Length => To - From;

    /// <summary>As a range, for people.</summary>
    public string Words() => Length <= 0 ? "(none)" : string.Create(CultureInfo.InvariantCulture, $"[{From}, {To})");

    /// <summary>Spans in few words: the first ones, and how many more there are.</summary>
    public static string Words(IReadOnlyList<OffsetSpan> spans) =>
        string.Join(", ", spans.Take(MostNamed)) + (spans.Count > MostNamed ? string.Create(CultureInfo.InvariantCulture, $" and {spans.Count - MostNamed} more places") : "");

    /// <summary>Adds a span to a list in order, joined to the last one where they touch.</summary>
    public static void Append(List<OffsetSpan> spans, OffsetSpan span)
    {
        if (spans.Count > 0 && spans[^1].To == span.From)
        {
            spans[^1] = spans[^1] with { To = span.To };
        }
        else
        {
            spans.Add(span);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Length == 1 ? From.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{From}–{To - 1}");
}
