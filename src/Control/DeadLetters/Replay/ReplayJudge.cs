using GridFlow.Control.CommandLine;
using GridFlow.Decoding;

namespace GridFlow.Control.DeadLetters.Replay;

/// <summary>Says which of the records that are meant are sent. Pure.</summary>
/// <param name="arguments">What was asked for.</param>
/// <param name="filter">Which records are meant.</param>
/// <param name="anomalies">The topic of anomalies.</param>
/// <param name="topics">Topics there are, with their partitions.</param>
internal sealed class ReplayJudge(ReplayArguments arguments, DeadLetterFilter filter, string anomalies, IReadOnlyDictionary<string, int> topics)
{
    private static readonly string Ahead = DeadLetterCode.ClockAhead.Word();

    /// <summary>Why a record is not sent; null when it is.</summary>
    public string? Skips(DeadLetterRecord record) =>
        arguments.To is null && (QueueCodes.IsOfAnomaly(record.Code) || record.SourceTopic == anomalies) ? SkipReason.Anomaly
        : record.IsIncomplete ? SkipReason.Incomplete
        : (arguments.To ?? record.SourceTopic) is not { } topic ? SkipReason.NoSource
        : !topics.ContainsKey(topic) ? SkipReason.NoTopic
        : record.ReplayCount >= arguments.MaxReplays ? SkipReason.ReplayedTooOften
        : record.Code == Ahead && !filter.Names(Ahead) ? SkipReason.ClockAhead
        : null;
}
