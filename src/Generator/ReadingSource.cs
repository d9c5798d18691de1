using GridFlow.Simulation;

namespace GridFlow.Generator;

/// <summary>What a run sends and how fast: a simulation or a recording.</summary>
internal sealed class ReadingSource : IDisposable
{
    private const int RejectedRowsShown = 10;
    private LabelWriter? _labels;
    private CsvReplay? _replay;

    private ReadingSource()
    {
    }

    public IReadingSource Slots { get; private set; } = null!;

    public ReadingRun Run { get; private set; } = new();

    /// <summary>For the sentence "Sending …".</summary>
    public string Description { get; private set; } = "";

    /// <summary>Real time after which the run ends even when not all is sent.</summary>
    public TimeSpan? TimeLimit { get; private set; }

    /// <summary>The run should end before <see cref="TimeLimit"/>.</summary>
    public bool EndsByItself { get; private set; }

    public InjectionTally Injected { get; } = new();

    /// <summary>Slots taken of the simulation; of a recording, the readings: it has no silent slots.</summary>
    public long SlotsTaken(long sent) => Slots is GridSimulator simulator ? simulator.SlotsTaken : sent;

    public long RowsSkipped => _replay?.RejectedRows ?? 0;

    /// <summary>Opens the files it needs.</summary>
    /// <exception cref="ReplayFormatException">The recording lacks columns.</exception>
    /// <exception cref="IOException">A file cannot be opened.</exception>
    public static ReadingSource Open(GeneratorSettings settings, TimeProvider time, IProgressView view)
    {
        var source = new ReadingSource();
        try
        {
            if (settings.ReplayPath is { } path)
            {
                source.Replay(path, settings, time, view);
            }
            else
            {
                source._labels = settings.LabelsPath is { } labels ? LabelWriter.Create(labels) : null;
            }

            return source;
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _labels?.Dispose();
        _replay?.Dispose();
    }

    /// <summary>Starts the simulation's clock; a recording has its own. Called when the servers have been found: "now" is then.</summary>
    public void Begin(GeneratorSettings settings, TimeProvider time)
    {
        if (settings.ReplayPath is not null)
        {
            return;
        }

        var startMs = settings.StartMs ?? time.GetUtcNow().ToUnixTimeMilliseconds();
        var options = settings.Simulation with { StartMs = startMs, QuietUntilMs = startMs + (long)settings.Quiet.TotalMilliseconds };
        Slots = new GridSimulator(options, anomaly =>
        {
            Injected.Count(anomaly.Kind);
            _labels?.Write(anomaly);
        });
        Description = FormattableString.Invariant($"{options.EventRate:N0} readings/s of {options.Meters:N0} meters (seed {options.Seed})");
        var endMs = settings.Duration is { } duration ? startMs + duration.TotalMilliseconds : double.PositiveInfinity;
        Run = new ReadingRun { Pacer = new EvenPacer(options.EventRate, time), StopBefore = eventTimeMs => eventTimeMs >= endMs };
        EndsByItself = true;

        // A broker that cannot keep up must not make 30 s last for ever.
        TimeLimit = (settings.Duration * 1.1) + TimeSpan.FromSeconds(1);
    }

    private void Replay(string path, GeneratorSettings settings, TimeProvider time, IProgressView view)
    {
        var rejected = 0;
        var replay = CsvReplay.Open(path, new ReplayOptions { StartMs = settings.StartMs }, row =>
        {
            if (++rejected <= RejectedRowsShown)
            {
                view.Warn($"{Path.GetFileName(path)}: {row}; row skipped");
            }
        });
        _replay = replay;
        Slots = replay;
        Description = $"{Path.GetFileName(path)} at {Pace(settings)}";
        TimeLimit = settings.Duration;
        Run = settings switch
        {
            { ReplayRate: { } rate } => new ReadingRun { Pacer = new EvenPacer(rate, time) },
            { ReplaySpeed: double.PositiveInfinity } => new ReadingRun(),
            _ => new ReadingRun { Pacer = new EvenPacer(settings.ReplaySpeed * 1_000, time), PaceBy = PaceBy.EventTime },
        };
        if (replay.IgnoredColumns.Count > 0)
        {
            view.Say($"{Path.GetFileName(path)}: ignoring the columns {string.Join(", ", replay.IgnoredColumns)}.");
        }
    }

    private static string Pace(GeneratorSettings settings) => settings switch
    {
        { ReplayRate: { } rate } => FormattableString.Invariant($"{rate:N0} readings/s"),
        { ReplaySpeed: double.PositiveInfinity } => "full speed",
        _ => FormattableString.Invariant($"{settings.ReplaySpeed} times real time"),
    };
}
