using GridFlow.Control.Services.Anomalies.Topic;
using GridFlow.Sinks.Live;

namespace GridFlow.Control.Services.Anomalies;

/// <summary>A topic in memory that behaves as Kafka does for readers of what is committed: marks of transactions and aborted records take offsets and are not seen.</summary>
internal sealed class MemoryAnomalyTopic : IAnomalyTopic
{
    private readonly object _lock = new();
    private readonly List<List<(byte[]? Value, bool IsSeen, DateTimeOffset Time)>> _partitions;
    private readonly List<long> _begins;

    public MemoryAnomalyTopic(int partitions = 3)
    {
        _partitions = [.. Enumerable.Range(0, partitions).Select(_ => new List<(byte[]?, bool, DateTimeOffset)>())];
        _begins = [.. Enumerable.Repeat(0L, partitions)];
    }

    /// <summary>Changed by a topic that is made anew.</summary>
    public string Id { get; set; } = "first";

    /// <summary>While true nobody answers.</summary>
    public bool IsAway { get; set; }

    /// <summary>Where records are that readers see.</summary>
    public IReadOnlyList<(int Partition, long Offset)> Contents
    {
        get
        {
            lock (_lock)
            {
                return [.. _partitions.SelectMany((records, partition) => records.Index().Where(record => record.Item.IsSeen && record.Index >= _begins[partition]).Select(record => (partition, (long)record.Index)))];
            }
        }
    }

    public void Append(AnomalyNotice notice, int partition = 0) => Raw(NoticeEncoder.Encode(notice), partition);

    public void Raw(byte[]? value, int partition = 0) => Add(partition, value, isSeen: true);

    /// <summary>The mark of a transaction, or an aborted record.</summary>
    public void Unseen(int partition) => Add(partition, null, isSeen: false);

    public void AddPartition()
    {
        lock (_lock)
        {
            _partitions.Add([]);
            _begins.Add(0);
        }
    }

    /// <summary>As retention does.</summary>
    public void DropBefore(int partition, long offset)
    {
        lock (_lock)
        {
            _begins[partition] = offset;
        }
    }

    public Task<TopicShape> LookAsync(CancellationToken cancellationToken) => Ask(() => new TopicShape("anomalies", Id, _partitions.Count));

    public Task<TopicPositions> BeginAsync(int partitions, CancellationToken cancellationToken) => Ask(() => new TopicPositions([.. _begins.Take(partitions)]));

    public Task<TopicPositions> EndAsync(int partitions, CancellationToken cancellationToken) =>
        Ask(() => new TopicPositions([.. _partitions.Take(partitions).Select(records => (long)records.Count)]));

    public Task<TopicPositions> AtAsync(int partitions, DateTimeOffset time, CancellationToken cancellationToken) =>
        Ask(() => new TopicPositions([.. _partitions.Take(partitions).Select(records => (long)records.TakeWhile(record => record.Time < time).Count())]));

    public void Rest()
    {
    }

    public ITopicCursor Open() => new Cursor(this);

    private Task<T> Ask<T>(Func<T> question)
    {
        lock (_lock)
        {
            return IsAway ? Task.FromException<T>(new TopicUnavailableException("away")) : Task.FromResult(question());
        }
    }

    private void Add(int partition, byte[]? value, bool isSeen)
    {
        lock (_lock)
        {
            _partitions[partition].Add((value, isSeen, TimeProvider.System.GetUtcNow()));
            Monitor.PulseAll(_lock);
        }
    }

    private sealed class Cursor(MemoryAnomalyTopic topic) : ITopicCursor
    {
        private readonly SortedDictionary<int, long> _next = [];
        private readonly Dictionary<int, long> _saidEnd = [];

        public void Place(IReadOnlyCollection<(int Partition, long Offset)> places)
        {
            _next.Clear();
            _saidEnd.Clear();
            foreach (var (partition, offset) in places)
            {
                _next[partition] = offset;
            }
        }

        public IReadOnlyList<TopicStep> Read(int most, TimeSpan wait)
        {
            lock (topic._lock)
            {
                var steps = Steps(most);
                if (steps.Count == 0)
                {
                    Monitor.Wait(topic._lock, wait);
                    steps = Steps(most);
                }

                return steps;
            }
        }

        public void Dispose()
        {
        }

        private List<TopicStep> Steps(int most)
        {
            var steps = new List<TopicStep>();
            foreach (var (partition, from) in topic.IsAway ? [] : _next.ToList())
            {
                var records = topic._partitions[partition];
                if (from < topic._begins[partition] || from > records.Count)
                {
                    throw new PositionLostException("out of range", new InvalidOperationException());
                }

                var at = from;
                for (; at < records.Count && steps.Count < most; at++)
                {
                    if (records[(int)at].IsSeen)
                    {
                        steps.Add(new TopicStep(partition, at + 1, IsRecord: true, records[(int)at].Value));
                    }
                }

                _next[partition] = at;
                if (at == records.Count && steps.Count < most && _saidEnd.GetValueOrDefault(partition, -1) != at)
                {
                    _saidEnd[partition] = at;
                    steps.Add(new TopicStep(partition, at, IsRecord: false, null));
                }
            }

            return steps;
        }
    }
}
