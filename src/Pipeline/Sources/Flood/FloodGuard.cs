using System.Globalization;
using GridFlow.Decoding;
using GridFlow.Readings;
using GridFlow.Telemetry;

namespace GridFlow.Sources.Flood;

/// <summary>Says which partitions must not be read for a while because most of what they yield is dead letters.</summary>
/// <remarks>
/// The publisher counts what is delivered; the poll thread pauses, and only it releases. So a partition that is not paused for the poll thread can become so at any
/// time, and never the other way round. What had been read before the pause is delivered as ever; what had not stays in Kafka.
/// </remarks>
internal sealed class FloodGuard(DeadLetterOptions options, string topic, ConditionBoard conditions, TimeProvider time)
{
    /// <summary>Why a partition is paused, as metrics have it.</summary>
    public const string Reason = "dead_letter_flood";

    private const string Subject = "dead-letter flood";

    private readonly Lock _lock = new();
    private readonly Dictionary<int, DeadLetterWindow> _windows = [];
    private readonly SortedDictionary<int, FloodPause> _paused = [];
    private int _changes;

    /// <summary>Grows with every pause and release. Cheap.</summary>
    public int Changes => Volatile.Read(ref _changes);

    /// <summary>Partitions that must not be read, whether or not they are ours.</summary>
    public IReadOnlyList<int> Paused
    {
        get
        {
            lock (_lock)
            {
                return [.. _paused.Keys];
            }
        }
    }

    /// <summary>Whether a partition must not be read.</summary>
    public bool IsPaused(int partition)
    {
        lock (_lock)
        {
            return _paused.ContainsKey(partition);
        }
    }

    /// <summary>Counts a batch that is delivered, and judges its partition.</summary>
    public void Count(ReadingBatch batch)
    {
        // What is replayed was counted when it was read first; what is stale is counted by the next owner.
        if (options.FloodShare is not { } share || batch.IsReplay || batch.Counts.Stale > 0)
        {
            return;
        }

        lock (_lock)
        {
            if (_paused.ContainsKey(batch.Partition))
            {
                return;
            }

            if (!_windows.TryGetValue(batch.Partition, out var window))
            {
                _windows[batch.Partition] = window = new DeadLetterWindow(options.FloodWindow, time);
            }

            window.Add(batch.RecordCount, batch.DeadLetters);
            if (window.Records >= options.FloodMinRecords && window.DeadLetters > share * window.Records)
            {
                _paused[batch.Partition] = new FloodPause(batch.Partition, window.Records, window.DeadLetters, window.MostFrequent);
                _windows.Remove(batch.Partition);
                _changes++;
            }
        }
    }

    /// <summary>Lets go of the partitions whose time is over, to be judged anew, and begins the time of new ones. For the poll thread.</summary>
    public void Step()
    {
        lock (_lock)
        {
            if (_paused.Count == 0)
            {
                return;
            }

            var now = time.GetUtcNow();
            foreach (var pause in _paused.Values.ToList())
            {
                if (pause.RetryAt <= now)
                {
                    _paused.Remove(pause.Partition);
                    _changes++;
                }
                else if (!pause.IsSeen)
                {
                    // Not from when it was judged: the poll thread may have waited for the graph since, and a pause that is over before it begins is none.
                    _paused[pause.Partition] = pause with { IsSeen = true, RetryAt = options.FloodRetry > TimeSpan.Zero ? now + options.FloodRetry : null };
                }
            }
        }
    }

    /// <summary>Lets go of partitions before their time, to be judged anew. For the poll thread.</summary>
    public void Release(Func<int, bool> which)
    {
        lock (_lock)
        {
            foreach (var partition in _paused.Keys.Where(which).ToList())
            {
                _paused.Remove(partition);
                _changes++;
            }
        }
    }

    /// <summary>Shows what is paused of the partitions that are ours. For the poll thread.</summary>
    public void Show(Func<int, bool> isOurs)
    {
        List<FloodPause> ours;
        lock (_lock)
        {
            ours = [.. _paused.Values.Where(pause => isOurs(pause.Partition))];
        }

        if (ours.Count == 0)
        {
            conditions.Clear(Subject);
            return;
        }

        conditions.Raise(Subject, string.Join("; ", ours.Select(Sentence)));
    }

    private string Sentence(FloodPause pause)
    {
        var until = pause.RetryAt is { } at ? $"read again at {at.UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture)} UTC, on gridflow resume, or after a restart" : "not read again before gridflow resume or a restart";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{topic} [{pause.Partition}] is paused, {until}: {pause.DeadLetters} of {pause.Records} records in {options.FloodWindow:c} were dead letters, most of them {pause.MostFrequent.Word()}"
            + $" (DeadLetters:FloodShare = {options.FloodShare}); see gridflow dlq list --source {topic}/{pause.Partition}");
    }
}
