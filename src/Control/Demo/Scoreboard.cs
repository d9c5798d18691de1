using GridFlow.Control.Configuration;
using GridFlow.Detection;
using GridFlow.Simulation;
using GridFlow.Sinks.Live;

namespace GridFlow.Control.Demo;

/// <summary>Compares what was injected with what was found.</summary>
/// <remarks>
/// At 2.5 σ noise alone crosses the threshold about once in 80 readings and channel, and a level shift lasts for hundreds of them. So only an alarm
/// of at least <see cref="ClearSigma"/>, or a status, counts as found.
/// </remarks>
internal sealed class Scoreboard
{
    /// <summary>Deviation that noise reaches once in tens of thousands of readings.</summary>
    public const double ClearSigma = 4;

    private static readonly HashSet<string> KnownTypes = [.. Enum.GetValues<AnomalyType>().Select(TypeName)];

    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<Entry>> _byMeter = new(StringComparer.Ordinal);
    private int _injected;
    private int _found;

    /// <summary>Anomalies injected so far.</summary>
    public int Injected => Volatile.Read(ref _injected);

    /// <summary>Of them found so far.</summary>
    public int Found => Volatile.Read(ref _found);

    /// <summary>Whether an alarm is clear enough to prove that an injected anomaly was found.</summary>
    public static bool IsClear(AnomalyNotice notice) => notice.Type == AnomalyType.EquipmentFailure || Math.Abs(notice.DeviationSigma) >= ClearSigma;

    /// <summary>An anomaly was injected; its first reading is about to be produced.</summary>
    public void Add(InjectedAnomaly label)
    {
        lock (_lock)
        {
            if (!_byMeter.TryGetValue(label.MeterId, out var entries))
            {
                _byMeter[label.MeterId] = entries = [];
            }

            entries.Add(new Entry(label));
            _injected++;
        }
    }

    /// <summary>An alarm was delivered.</summary>
    public void Add(AnomalyNotice notice)
    {
        if (!IsClear(notice))
        {
            return;
        }

        lock (_lock)
        {
            if (!_byMeter.TryGetValue(notice.Reading.MeterId, out var entries))
            {
                return;
            }

            foreach (var entry in entries.Where(entry => !entry.Found && entry.IsProvedBy(notice)))
            {
                entry.Found = true;
                _found++;
            }
        }
    }

    /// <summary>The score of every kind that was injected.</summary>
    public IReadOnlyList<KindScore> ByKind()
    {
        lock (_lock)
        {
            return [.. _byMeter.Values.SelectMany(entries => entries).GroupBy(entry => entry.Label.Kind).OrderBy(kind => kind.Key).Select(kind =>
                new KindScore(kind.Key, kind.Count(), kind.Count(entry => entry.Found), kind.Any(entry => entry.Label.ExpectedTypes.Any(KnownTypes.Contains))))];
        }
    }

    /// <summary>Large anomalies of a kind this version has a rule for, and yet not found: each one is a defect.</summary>
    public IReadOnlyList<InjectedAnomaly> Missed()
    {
        lock (_lock)
        {
            return [.. _byMeter.Values.SelectMany(entries => entries)
                .Where(entry => !entry.Found && entry.Label.Large && entry.Label.ExpectedTypes.Any(KnownTypes.Contains))
                .Select(entry => entry.Label)];
        }
    }

    private static string TypeName(AnomalyType type) => SettingText.Kebab(type.ToString()).Replace('-', '_').ToUpperInvariant();

    private sealed class Entry(InjectedAnomaly label)
    {
        public InjectedAnomaly Label { get; } = label;

        public bool Found { get; set; }

        public bool IsProvedBy(AnomalyNotice notice) =>
            notice.Reading.EventTimeMs >= Label.StartMs && notice.Reading.EventTimeMs <= Label.EndMs && Label.ExpectedTypes.Contains(TypeName(notice.Type));
    }
}
