using System.Globalization;
using GridFlow.Readings;

namespace GridFlow.Simulation;

/// <summary>
/// An endless sequence of readings of a distribution grid. Slot k belongs to meter k modulo the number of meters and stands at
/// start + k · 1000 / rate ms; the same options give the same readings and the same labels.
/// </summary>
public sealed class GridSimulator : IReadingSource
{
    /// <summary>Undisturbed readings within 5 minutes that make an anomaly's surroundings known: the detector's minimum of 30, and some to spare.</summary>
    public const int LargeWindowReadings = 35;

    private const double LargeSigmas = 10;
    private const long WindowMs = 300_000;
    private const long StepMs = 1_000;

    private readonly SimulationOptions _options;
    private readonly Action<InjectedAnomaly>? _onInjected;
    private readonly SlotClock _clock;
    private readonly FeederState[] _feeders;
    private readonly MeterProfile[] _profiles;
    private readonly MeterState[] _meters;

    // Streams of their own: turning injection off leaves the noise as it was.
    private readonly DeterministicRandom _noise;
    private readonly DeterministicRandom _wander;
    private readonly DeterministicRandom _chance;
    private readonly AnomalyPlanner _planner;
    private readonly KindDeck _deck;
    private readonly int _windowReadings;
    private double _nextInjectionSlot;
    private long _steppedAtMs;
    private double _ambientC;
    private int _meter;

    /// <summary>Makes a simulator that stands before its first slot.</summary>
    /// <param name="options">What to simulate.</param>
    /// <param name="onInjected">Told of every anomaly when its first slot is taken, on the caller's thread.</param>
    /// <exception cref="ArgumentException">The options have faults; the message lists all.</exception>
    public GridSimulator(SimulationOptions options, Action<InjectedAnomaly>? onInjected = null)
    {
        var faults = options.Faults();
        if (faults.Count > 0)
        {
            throw new ArgumentException(string.Join("; ", faults), nameof(options));
        }

        _options = options;
        _onInjected = onInjected;
        _clock = new SlotClock(options.StartMs, options.EventRate);
        var shape = new DeterministicRandom(options.Seed, stream: 1);
        _noise = new DeterministicRandom(options.Seed, stream: 2);
        _wander = new DeterministicRandom(options.Seed, stream: 3);
        _chance = new DeterministicRandom(options.Seed, stream: 4);
        _feeders = Enumerable.Range(1, options.FeederCount).Select(n => new FeederState(Name("F", n, options.FeederCount, 2), shape.NextBetween(0.88, 1.0))).ToArray();
        _profiles = Enumerable.Range(0, options.Meters).Select(n => MeterProfile.Draw(Name("M", n + 1, options.Meters, 4), FeederOf(n), shape)).ToArray();
        _meters = new MeterState[options.Meters];
        _planner = new AnomalyPlanner(_chance, options.MeterPeriod);
        _deck = new KindDeck(options.Kinds, _chance);
        _windowReadings = (int)Math.Min(int.MaxValue, (WindowMs - 1) / options.MeterPeriod.TotalMilliseconds);
        _nextInjectionSlot = NextInjectionAfter(0);
        StepGrid(elapsedMs: 0);
    }

    /// <summary>Meter ids in slot order.</summary>
    public IEnumerable<string> MeterIds => _profiles.Select(profile => profile.Id);

    /// <summary>Anomalies that have begun so far.</summary>
    public long Injected { get; private set; }

    /// <summary>Slots taken so far, silent ones included.</summary>
    public long SlotsTaken => _clock.Slot;

    /// <summary>Event time of the next slot, ms since 1970-01-01 UTC.</summary>
    public long NextEventTimeMs => _clock.EventTimeMs;

    /// <inheritdoc/>
    public bool TryPeek(out long eventTimeMs)
    {
        eventTimeMs = _clock.EventTimeMs;
        return true;
    }

    /// <inheritdoc/>
    public bool TryTake(out SensorReading reading)
    {
        var nowMs = _clock.EventTimeMs;
        if (nowMs - _steppedAtMs >= StepMs)
        {
            StepGrid(nowMs - _steppedAtMs);
        }

        ref readonly var profile = ref _profiles[_meter];
        ref var meter = ref _meters[_meter];
        var normal = Measure(profile);
        if (_clock.Slot >= _nextInjectionSlot && nowMs >= _options.QuietUntilMs && nowMs >= meter.QuietUntilMs && meter is { Anomaly: null, ReadingsSent: > 0 })
        {
            Inject(profile, ref meter);
        }

        var sends = true;
        var measured = normal;
        if (meter.Anomaly is { } anomaly)
        {
            sends = anomaly.Apply(normal, meter.Last, out measured);
            measured = measured.AtMeterResolution();
            meter.Anomaly = anomaly.IsOver ? null : anomaly;
        }

        reading = sends ? new SensorReading(profile.Id, nowMs, measured.VoltageV, measured.CurrentA, measured.TemperatureC, measured.Status, profile.Feeder.Id) : default;
        if (sends)
        {
            meter.Last = measured;
            meter.ReadingsSent++;
        }

        _clock.Advance();
        _meter = _meter + 1 == _meters.Length ? 0 : _meter + 1;
        return sends;
    }

    private static string Name(string prefix, int number, int count, int leastDigits)
    {
        var digits = Math.Max(leastDigits, count.ToString(CultureInfo.InvariantCulture).Length);
        return $"{prefix}-{number.ToString($"D{digits}", CultureInfo.InvariantCulture)}";
    }

    private FeederState FeederOf(int meter) => _feeders[(int)((long)meter * _feeders.Length / _options.Meters)];

    private void StepGrid(long elapsedMs)
    {
        _steppedAtMs = _clock.EventTimeMs;
        _ambientC = DailyCurve.AmbientC(_steppedAtMs);
        var load = DailyCurve.Load(_steppedAtMs);
        foreach (var feeder in _feeders)
        {
            feeder.Step(load, elapsedMs, _wander);
        }
    }

    private Measurement Measure(in MeterProfile profile) => new Measurement(
        profile.ExpectedV + (profile.VoltageNoiseV * _noise.NextGaussian()),
        profile.ExpectedA + (profile.CurrentNoiseA * _noise.NextGaussian()),
        profile.ExpectedC(_ambientC) + (profile.TemperatureNoiseC * _noise.NextGaussian()),
        MeterStatus.Ok).AtMeterResolution();

    private void Inject(in MeterProfile profile, ref MeterState meter)
    {
        var kind = _deck.Deal();
        var plan = _planner.Plan(kind, profile);
        var label = new InjectedAnomaly
        {
            Id = $"A-{(++Injected).ToString("D6", CultureInfo.InvariantCulture)}",
            Kind = kind,
            MeterId = profile.Id,
            FeederId = profile.Feeder.Id,
            Channel = plan.Channel,
            StartMs = _clock.EventTimeMs,
            EndMs = _clock.EventTimeOf(_clock.Slot + ((plan.Slots - 1L) * _meters.Length)),
            Magnitude = plan.Magnitude,
            Unit = plan.Unit,
            OnsetSigmas = plan.OnsetSigmas is { } sigmas ? Math.Round(sigmas, 1) : null,
            Status = plan.Status,
            ExpectedTypes = plan.ExpectedTypes,
            Large = kind == AnomalyKind.StatusFailure
                || (plan.OnsetSigmas >= LargeSigmas && Math.Min(meter.ReadingsSent, _windowReadings) >= LargeWindowReadings),
        };
        meter.Anomaly = new ActiveAnomaly(label, plan.Slots);
        meter.QuietUntilMs = label.EndMs + (long)_options.QuietBetween.TotalMilliseconds;
        _nextInjectionSlot = NextInjectionAfter(_clock.Slot + 1);
        _onInjected?.Invoke(label);
    }

    private double NextInjectionAfter(long slot) =>
        _options.AnomalyRate > 0 ? slot + _chance.NextExponential(1 / _options.AnomalyRate) - 0.5 : double.PositiveInfinity;
}
