using Microsoft.Extensions.Logging;

namespace GridFlow.Load.Benchmarks.Recovery;

/// <summary>Notes when partitions are assigned and recovered, from the fields of the pipeline's own log events.</summary>
internal sealed class RecoveryWatch : ILoggerFactory, ILogger
{
    private const int Assigned = 200;
    private const int Recovered = 204;

    private readonly Lock _lock = new();
    private readonly long _began = TimeProvider.System.GetTimestamp();
    private readonly Dictionary<int, TimeSpan> _assigned = [];
    private readonly Dictionary<int, PartitionTimes> _recovered = [];

    /// <summary>Since the watch was made, which is before the pipeline.</summary>
    public TimeSpan Elapsed => TimeProvider.System.GetElapsedTime(_began);

    /// <summary>Partitions recovered so far.</summary>
    public IReadOnlyCollection<PartitionTimes> Partitions
    {
        get
        {
            lock (_lock)
            {
                return [.. _recovered.Values];
            }
        }
    }

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (eventId.Id is not (Assigned or Recovered) || state is not IReadOnlyList<KeyValuePair<string, object?>> fields)
        {
            return;
        }

        var now = Elapsed;
        var partition = (int)Field("Partition");
        lock (_lock)
        {
            if (eventId.Id == Assigned)
            {
                _assigned[partition] = now;
            }
            else
            {
                _recovered[partition] = new PartitionTimes(_assigned[partition], now - TimeSpan.FromMilliseconds((double)Field("Milliseconds")), now, (long)Field("Readings"));
            }
        }

        object Field(string name) => fields.First(field => field.Key == name).Value!;
    }

    public void Dispose()
    {
    }
}

/// <summary>When a partition was assigned, when its state was there and reading began, and when the replay was over.</summary>
internal sealed record PartitionTimes(TimeSpan Assigned, TimeSpan Loaded, TimeSpan Replayed, long ReadingsReplayed);
