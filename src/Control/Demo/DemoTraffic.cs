using Confluent.Kafka;
using GridFlow.Control.Configuration;
using GridFlow.Control.Terminal;
using GridFlow.Simulation;
using GridFlow.Sources;

namespace GridFlow.Control.Demo;

/// <summary>Sends simulated readings through the real producer: history at speed, then live.</summary>
internal sealed class DemoTraffic : IDisposable
{
    // A reading takes some 80 bytes there: even if all went to one partition, it would hold them.
    private const long MostUncommitted = 60_000;
    private const double RealTime = 1000;

    private static readonly TimeSpan GatePause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan CaughtUp = TimeSpan.FromMilliseconds(20);

    private readonly IProducer<byte[], byte[]> _client;
    private readonly ReadingProducer _producer;
    private readonly GridSimulator _simulator;
    private readonly SimulationOptions _options;
    private readonly Func<long> _committed;
    private readonly TimeProvider _time;
    private volatile bool _live;
    private long _committedAsOf;
    private long _lastCommitted;

    /// <param name="kafka">Where readings go.</param>
    /// <param name="schemaId">Id of their schema.</param>
    /// <param name="options">What is simulated; event time must begin in the past.</param>
    /// <param name="onInjected">Told of every injected anomaly before its first reading is sent.</param>
    /// <param name="committed">Readings the pipeline has committed.</param>
    /// <param name="time">The clock.</param>
    public DemoTraffic(KafkaOptions kafka, long schemaId, SimulationOptions options, Action<InjectedAnomaly> onInjected, Func<long> committed, TimeProvider time)
    {
        _options = options;
        _committed = committed;
        _time = time;
        _simulator = new GridSimulator(options, onInjected);
        _client = new ProducerBuilder<byte[], byte[]>(ReadingProducerConfig.Create(kafka)).SetLogHandler((_, _) => { }).Build();
        _producer = new ReadingProducer(_client, kafka.ReadingsTopic, schemaId, Readings.SchemaIdLayout.Confluent, time);
    }

    /// <summary>Whether the history has been replayed.</summary>
    public bool IsLive => _live;

    /// <summary>What it does, as a sentence.</summary>
    public string Phase
    {
        get
        {
            var meter = $"from {Figures.Count(_options.Meters)} meters, each every {DurationText.Format(_options.MeterPeriod)}";
            if (_live)
            {
                return $"live: {Figures.Rate(_options.EventRate)} readings/s {meter}";
            }

            var history = _options.QuietUntilMs - _options.StartMs;
            var done = Math.Clamp(100 * (_simulator.NextEventTimeMs - _options.StartMs) / Math.Max(1, history), 0, 100);
            return $"replaying {DurationText.Words(TimeSpan.FromMilliseconds(history))} of history at speed to fill the windows: {done} %";
        }
    }

    /// <summary>Readings sent, confirmed, failed.</summary>
    public ProducerProgress Progress => _producer.Progress;

    /// <summary>Sends until cancelled, then returns.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            await _producer.RunAsync(_simulator, new ReadingRun { Gate = GateAsync, StopBefore = IsNow }, stop);
            _live = true;
            await _producer.RunAsync(_simulator, new ReadingRun { Gate = GateAsync, PaceBy = PaceBy.EventTime, Pacer = new EvenPacer(RealTime, _time) }, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The demo ends; what was sent stays sent.
        }
    }

    /// <summary>Waits until the broker has everything.</summary>
    public void Flush(TimeSpan timeout) => _producer.Flush(timeout);

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private bool IsNow(long eventTimeMs) => eventTimeMs >= (_time.GetUtcNow() - CaughtUp).ToUnixTimeMilliseconds();

    private async ValueTask GateAsync(long sent, CancellationToken stop)
    {
        while (sent - LastCommitted() > MostUncommitted)
        {
            await Task.Delay(GatePause, _time, stop);
        }
    }

    // The gate is asked thousands of times a second; a status is too much for that.
    private long LastCommitted()
    {
        var now = _time.GetTimestamp();
        if (_committedAsOf == 0 || _time.GetElapsedTime(_committedAsOf, now) >= GatePause)
        {
            _committedAsOf = now;
            _lastCommitted = _committed();
        }

        return _lastCommitted;
    }
}
