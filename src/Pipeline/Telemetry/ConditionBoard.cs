using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace GridFlow.Telemetry;

/// <summary>What the pipeline is waiting for or has just failed at. One call logs the change and shows it, so that the two cannot disagree.</summary>
public sealed partial class ConditionBoard(ILogger logger)
{
    private readonly ConcurrentDictionary<string, string> _conditions = new();

    /// <summary>The conditions, one sentence each, by subject.</summary>
    public IReadOnlyList<string> Sentences => [.. _conditions.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value)];

    /// <summary>What something is the matter with: a handful of fixed words.</summary>
    public IEnumerable<string> Subjects => _conditions.Keys;

    /// <summary>What is the matter with the subjects that begin so, one sentence each, by subject.</summary>
    public IReadOnlyList<string> SentencesAbout(string beginning) =>
        [.. _conditions.Where(pair => pair.Key.StartsWith(beginning, StringComparison.Ordinal)).OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value)];

    /// <summary>Whether something is the matter with a subject.</summary>
    public bool IsRaised(string subject) => _conditions.ContainsKey(subject);

    /// <summary>Says that something is the matter with a subject.</summary>
    public void Raise(string subject, string sentence)
    {
        if (!_conditions.TryGetValue(subject, out var before) || before != sentence)
        {
            _conditions[subject] = sentence;
            LogRaised(logger, subject, sentence);
        }
    }

    /// <summary>Says that the subject is well again.</summary>
    public void Clear(string subject)
    {
        if (_conditions.TryRemove(subject, out _))
        {
            LogCleared(logger, subject);
        }
    }

    [LoggerMessage(100, LogLevel.Warning, "{Subject}: {Sentence}")]
    private static partial void LogRaised(ILogger logger, string subject, string sentence);

    [LoggerMessage(101, LogLevel.Information, "{Subject}: well again")]
    private static partial void LogCleared(ILogger logger, string subject);
}
