using GridFlow.Control.Topics;

namespace GridFlow.Control.Reconciliation;

/// <summary>The part of a partition that can be judged: what all of its readers have committed.</summary>
/// <param name="Partition">Partition.</param>
/// <param name="Judged">Offsets that are judged.</param>
/// <param name="Pending">Offsets behind them, up to the end of the range that was asked for.</param>
/// <param name="Note">Who is behind, for people; empty when nobody is.</param>
internal sealed record JudgedRange(int Partition, OffsetSpan Judged, long Pending, string Note)
{
    /// <summary>Of one partition.</summary>
    /// <param name="asked">The range that was asked for.</param>
    /// <param name="readers">Groups, and what each has committed; null for nothing.</param>
    public static JudgedRange Of(TopicRange asked, params (string Group, long? Committed)[] readers)
    {
        var end = Math.Clamp(readers.Min(reader => reader.Committed ?? asked.Begin), asked.Begin, asked.End);
        var behind = readers.Where(reader => asked.Length > 0 && (reader.Committed ?? asked.Begin) < asked.End)
            .Select(reader => reader.Committed is null ? $"group {reader.Group} has committed nothing here" : $"group {reader.Group} is at {reader.Committed}");
        return new JudgedRange(asked.Partition, new OffsetSpan(asked.Begin, end), asked.End - end, string.Concat(behind.Select(text => $"; {text}")));
    }
}
