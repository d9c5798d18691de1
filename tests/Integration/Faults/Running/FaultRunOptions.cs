using GridFlow.Integration.Servers;

namespace GridFlow.Integration.Faults.Running;

/// <summary>What is special about one run.</summary>
internal sealed record FaultRunOptions
{
    /// <summary>Readings per second.</summary>
    public int Rate { get; init; } = 4_000;

    /// <summary>Meters; each has Rate / Meters readings a second.</summary>
    public int Meters { get; init; } = 800;

    /// <summary>A dead instance's partitions are free after this time. Not the default, except where recovery is timed: most tests would only wait.</summary>
    public int? SessionTimeoutMs { get; init; } = 2_500;

    /// <summary>Where snapshots go; default: a folder of the run's own.</summary>
    public string? Store { get; init; }

    /// <summary>Whether every reading has to be in an archive too, exactly once.</summary>
    public bool Archive { get; init; }

    /// <summary>Where every anomaly has to be a point too, exactly once; null for nowhere.</summary>
    public InfluxServer? Influx { get; init; }

    /// <summary>Copies the archive to a folder, when it is not written to one.</summary>
    public Func<string, Task>? FetchArchive { get; init; }

    /// <summary>More settings of every disturbed instance.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>More environment of every disturbed instance.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
}
