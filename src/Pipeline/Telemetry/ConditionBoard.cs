using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace GridFlow.Telemetry;

/// <summary>What the pipeline is waiting for or has just failed at. One call logs the change and shows it, so that the two cannot disagree.</summary>
/// <param name="logger">Where changes are logged.</param>
/// <param name="time">The clock; the system's when null.</param>
public sealed partial class ConditionBoard(ILogger logger, TimeProvider? time = null)
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly ConcurrentDictionary<string, Condition> _conditions = new();

    /// <summary>The conditions, one sentence each, by subject.</summary>
    public IReadOnlyList<string> Sentences => [.. _conditions.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value.Sentence)];

    /// <summary>What something is the matter with: a handful of fixed words.</summary>
    public IEnumerable<string> Subjects => _conditions.Keys;

    /// <summary>What is the matter with the subjects that begin so, one sentence each, by subject.</summary>
    public IReadOnlyList<string> SentencesAbout(string beginning) =>
        [.. _conditions.Where(pair => pair.Key.StartsWith(beginning, StringComparison.Ordinal)).OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value.Sentence)];

    /// <summary>Whether something is the matter with a subject.</summary>
    public bool IsRaised(string subject) => _conditions.ContainsKey(subject);

    /// <summary>How long something has been the matter with one of these subjects, whatever was said about it meanwhile; zero when nothing is.</summary>
    public TimeSpan DurationOf(params ReadOnlySpan<string> subjects)
    {
        var longest = TimeSpan.Zero;
        foreach (var subject in subjects)
        {
            if (_conditions.TryGetValue(subject, out var condition) && _time.GetElapsedTime(condition.Since) is var duration && duration > longest)
            {
                longest = duration;
            }
        }

        return longest;
    }

    /// <summary>Says that something is the matter with a subject.</summary>
    public void Raise(string subject, string sentence)
    {
        var known = _conditions.TryGetValue(subject, out var before);
        if (!known || before.Sentence != sentence)
        {
            _conditions[subject] = new Condition(sentence, known ? before.Since : _time.GetTimestamp());
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

    private readonly record struct Condition(string Sentence, long Since);

    [LoggerMessage(100, LogLevel.Warning, "{Subject}: {Sentence}")]
    private static partial void LogRaised(ILogger logger, string subject, string sentence);

    [LoggerMessage(101, LogLevel.Information, "{Subject}: well again")]
    private static partial void LogCleared(ILogger logger, string subject);
}
