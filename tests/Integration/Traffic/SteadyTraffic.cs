using System.Globalization;
using System.Text;
using Confluent.Kafka;
using GridFlow.Integration.Clients;
using GridFlow.Integration.Programs;
using GridFlow.Readings;
using Xunit;

namespace GridFlow.Integration.Traffic;

/// <summary>
/// Readings whose anomalies are known exactly: every meter alternates around its level, far below 4 sigma, with one spike in 40 readings far above.
/// Unreadable records stand in between. Meter n sends to partition n modulo 4. Event time runs 1 s a reading and is faster than the clock.
/// </summary>
internal sealed class SteadyTraffic : IAsyncDisposable
{
    /// <summary>Settings of a detector that finds the spikes and nothing else.</summary>
    public const string Threshold = "--Detection:ThresholdSigma=4";

    /// <summary>Readings a window must hold before the detector speaks (its default).</summary>
    public const int MinimumReadings = 30;

    private const int Meters = 40;
    private const int FirstSpike = 35;
    private const int SpikeEvery = 40;
    private const int PoisonEvery = 10;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);

    private readonly PipelineSetup _setup;
    private readonly IProducer<byte[]?, byte[]?> _producer;
    private readonly CancellationTokenSource _stop = new();
    private readonly long _startMs = TimeProvider.System.GetUtcNow().AddHours(-6).ToUnixTimeMilliseconds();
    private readonly int _schemaId;
    private readonly Task _run;
    private string? _failure;
    private int _rounds;
    private int _poisons;
    private int _acknowledged;

    private SteadyTraffic(PipelineSetup setup, int schemaId)
    {
        _setup = setup;
        _schemaId = schemaId;
        _producer = new KafkaProbe(setup).Producer();
        _run = Task.Run(RunAsync);
    }

    /// <summary>Readings sent.</summary>
    public int Readings => Volatile.Read(ref _rounds) * Meters;

    /// <summary>Records the broker has acknowledged, unreadable ones included.</summary>
    public int Acknowledged => Volatile.Read(ref _acknowledged);

    /// <summary>Keys of the unreadable records sent.</summary>
    public IEnumerable<string> PoisonKeys => Enumerable.Range(0, _poisons).Select(PoisonKey);

    /// <summary>Registers the schema of readings and begins to send.</summary>
    public static async Task<SteadyTraffic> StartAsync(PipelineSetup setup)
    {
        using var registry = new RegistryClient(setup.Registry);
        return new SteadyTraffic(setup, await registry.RegisterAsync($"{setup.Readings}-value", GridFlowSchemas.SensorReading));
    }

    /// <summary>Waits until so many more rounds are acknowledged.</summary>
    public Task MoreAsync(int rounds)
    {
        var target = Acknowledged + (rounds * Meters);
        return Until.ThereAsync(() => Task.FromResult(Acknowledged >= target ? null : $"sent {Acknowledged} of {target} records; {_failure}"));
    }

    /// <summary>Stops and waits until the brokers have everything.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _run;
        await Task.Run(() => _producer.Flush(TestContext.Current.CancellationToken));
        Assert.Null(_failure);
        Assert.Equal(Readings + _poisons, Acknowledged);
    }

    /// <summary>Spikes the detector must have found: those of meters whose windows were full enough.</summary>
    public HashSet<(string MeterId, long EventTimeMs)> MustBeFound() =>
        [.. Spikes().Where(spike => spike.Index >= MinimumReadings).Select(spike => (spike.MeterId, spike.EventTimeMs))];

    /// <summary>All spikes sent.</summary>
    public IEnumerable<Spike> Spikes() =>
        from meter in Enumerable.Range(0, Meters)
        from index in Enumerable.Range(0, _rounds)
        where IsSpike(meter, index)
        select new Spike(meter, index, MeterId(meter), EventTimeMs(index));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run;
        _producer.Dispose();
        _stop.Dispose();
    }

    private static bool IsSpike(int meter, int index) => index >= FirstSpike + (meter % SpikeEvery) && (index - FirstSpike - meter) % SpikeEvery == 0;

    private static string MeterId(int meter) => $"M-{meter.ToString("D4", CultureInfo.InvariantCulture)}";

    private static string PoisonKey(int number) => $"poison-{number.ToString(CultureInfo.InvariantCulture)}";

    private long EventTimeMs(int index) => _startMs + (index * 1000L);

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(Tick, TimeProvider.System);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                SendRound(_rounds);
                _rounds++;
                if (_rounds % PoisonEvery == 0)
                {
                    SendPoison(_poisons);
                    _poisons++;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Told to stop.
        }
    }

    private void SendRound(int index)
    {
        for (var meter = 0; meter < Meters; meter++)
        {
            var sway = index % 2 == 0 ? 0.5 : -0.5;
            var reading = new SensorReading(
                MeterId(meter), EventTimeMs(index), 230 + sway + (IsSpike(meter, index) ? 50 : 0), 10 + (sway / 10), 40 + sway, MeterStatus.Ok, "F-01");
            Send(meter, reading.MeterId, SensorReadingEncoder.EncodeFramed(reading, _schemaId, SchemaIdLayout.Confluent));
        }
    }

    private void SendPoison(int number) => Send(number, PoisonKey(number), [0xFF, .. Encoding.UTF8.GetBytes(PoisonKey(number))]);

    private void Send(int partition, string key, byte[] value) => _producer.Produce(
        new TopicPartition(_setup.Readings, partition % PipelineSetup.Partitions),
        new Message<byte[]?, byte[]?> { Key = Encoding.UTF8.GetBytes(key), Value = value },
        report =>
        {
            if (report.Error.IsError)
            {
                _failure = report.Error.Reason;
                return;
            }

            Interlocked.Increment(ref _acknowledged);
        });
}
