using System.Globalization;
using System.Text.RegularExpressions;
using GridFlow.Integration.Clients;
using GridFlow.Integration.Faults.Oracle;
using GridFlow.Integration.Programs;
using GridFlow.Integration.Servers;
using Xunit;

namespace GridFlow.Integration.Faults.Running;

/// <summary>One stream of readings, the instances that are broken while they score it, and the undisturbed run that says what must have come of it.</summary>
internal sealed partial class FaultRun : IAsyncDisposable
{
    private static readonly TimeSpan CatchUpLimit = TimeSpan.FromMinutes(2);

    private readonly List<GridFlowProcess> _instances = [];
    private readonly ServerKit _kit;
    private readonly FaultRunOptions _options;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gridflow-faults-");
    private readonly string _name;
    private FaultTraffic? _traffic;
    private OutputWatch? _watch;

    private FaultRun(string name, PipelineSetup setup, ServerKit kit, FaultRunOptions options)
    {
        _name = name;
        Setup = setup;
        _kit = kit;
        _options = options;
    }

    public PipelineSetup Setup { get; }

    public int Kills { get; private set; }

    public FaultTraffic Traffic => _traffic!;

    public OutputWatch Watch => _watch!;

    /// <summary>Folder of the snapshots, when the run has no other store.</summary>
    public string StoreFolder => Path.Combine(_folder.FullName, "store");

    /// <summary>Starts the first instance, the readings and the watch.</summary>
    /// <param name="name">Of the run; topics and reports are called so.</param>
    /// <param name="servers">The shared servers, or those that <paramref name="change"/> puts in their place.</param>
    /// <param name="options">What is special.</param>
    /// <param name="change">Changes servers.</param>
    public static async Task<FaultRun> BeginAsync(string name, RealServers servers, FaultRunOptions options, Func<PipelineSetup, PipelineSetup>? change = null)
    {
        Assert.SkipWhen(servers.Kit is null, "the independent reader comes with the server kit");
        var setup = servers.Setup(name);
        var run = new FaultRun(name, change?.Invoke(setup) ?? setup, servers.Kit!, options);
        try
        {
            var first = run.Launch();
            await first.OpenAsync();
            await first.RunningAsync();
            run._watch = new OutputWatch(run.Setup);
            run._traffic = await FaultTraffic.StartAsync(run.Setup, options.Rate, options.Meters);
            return run;
        }
        catch
        {
            await run.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts one more instance and waits for nothing.</summary>
    /// <param name="fault">A fault point at which it kills itself; none by default.</param>
    /// <param name="more">More arguments.</param>
    public GridFlowProcess Launch(string fault = "", params string[] more)
    {
        var environment = new Dictionary<string, string>(_options.Environment);
        if (fault.Length > 0)
        {
            environment["GRIDFLOW_FAULT_POINT"] = fault;
        }

        var alone = _instances.TrueForAll(instance => instance.HasExited);
        var instance = GridFlowProcess.Launch(Setup, environment, [.. Arguments(_options.Store ?? StoreFolder), .. ArchiveArguments(), .. InfluxArguments(), .. _options.Arguments, .. more]);
        _instances.Add(instance);
        if (alone)
        {
            // Otherwise the others' output would be taken for its own.
            _watch?.Restarted();
        }

        return instance;
    }

    /// <summary>Starts one more instance and waits until all share the partitions.</summary>
    public async Task<GridFlowProcess> JoinAsync()
    {
        var instance = Launch();
        await instance.OpenAsync();
        await SharedAsync();
        return instance;
    }

    /// <summary>Waits until all living instances have partitions and every partition has one owner.</summary>
    public Task SharedAsync() => Until.ThereAsync(async () =>
    {
        var owners = new List<int[]>();
        foreach (var instance in _instances.Where(instance => !instance.HasExited))
        {
            owners.Add([.. (await instance.StatusAsync()).Partitions.Select(partition => partition.Partition)]);
        }

        return owners.TrueForAll(owned => owned.Length > 0) && owners.SelectMany(owned => owned).Order().SequenceEqual(Enumerable.Range(0, PipelineSetup.Partitions))
            ? null
            : $"every instance with partitions, every partition with one owner; now {string.Join(" | ", owners.Select(owned => string.Join(' ', owned)))}";
    });

    /// <summary>All that were started, in that order.</summary>
    public IReadOnlyList<GridFlowProcess> Instances => _instances;

    /// <summary>The instance that was started last.</summary>
    public GridFlowProcess Newest => _instances[^1];

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync(GridFlowProcess instance)
    {
        await instance.KillAsync();
        NoteKill();
    }

    /// <summary>An instance has killed itself.</summary>
    public void NoteKill()
    {
        Kills++;
        _watch?.Killed();
    }

    /// <summary>Ends the readings, lets the instances score what is left, and compares with a run that nobody disturbed.</summary>
    public async Task<FaultReport> FinishAsync()
    {
        await Traffic.StopAsync();
        await new KafkaProbe(Setup).AllCommittedAsync(CatchUpLimit);
        await (_options.Archive ? ArchivedAsync() : Task.CompletedTask);
        await (_options.Influx is null ? Task.CompletedTask : PointsWrittenAsync(_options.Influx));
        foreach (var instance in _instances.Where(instance => !instance.HasExited))
        {
            Assert.True(await instance.TerminateAsync() == 0, $"SIGTERM: {instance.Log}");
        }

        var found = await CommittedOutput.ReadAsync(_kit, Setup);
        var expected = await UndisturbedAsync();
        await (_options.FetchArchive?.Invoke(ArchiveFolder) ?? Task.CompletedTask);
        var records = new KafkaProbe(Setup).EndOffsets(Setup.Readings).Sum();
        var report = new FaultReport
        {
            Name = _name,
            Kills = Kills,
            Records = records,
            Archive = _options.Archive ? ArchiveContents.Read(ArchiveFolder, records - expected.DeadLetters.Count) : null,
            Anomalies = Difference.Between(expected.Anomalies, found.Anomalies),
            DeadLetters = Difference.Between(expected.DeadLetters, found.DeadLetters),
            Points = _options.Influx is null ? null : Difference.Between([.. found.Anomalies.Select(anomaly => anomaly with { Content = "" })], await PointsAsync(_options.Influx)),
            RecoverySeconds = Watch.RecoverySeconds,
        };
        TestContext.Current.TestOutputHelper?.WriteLine(report.ToString());
        report.Save();
        Assert.True(expected.Anomalies.Count > 100 && expected.DeadLetters.Count > 10, $"too little was found to prove anything\n{report}");
        return report;
    }

    /// <summary>The same, and every anomaly and dead letter must be there exactly once.</summary>
    public async Task<FaultReport> FinishExactlyAsync()
    {
        var report = await FinishAsync();
        Assert.True(report.IsExact, report.ToString());
        return report;
    }

    public async ValueTask DisposeAsync()
    {
        if (_traffic is not null)
        {
            await _traffic.DisposeAsync();
        }

        if (_watch is not null)
        {
            await _watch.DisposeAsync();
        }

        foreach (var instance in _instances)
        {
            await instance.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }

    private async Task<CommittedOutput> UndisturbedAsync()
    {
        var reference = Setup.Reference();
        await using var instance = await GridFlowProcess.StartAsync(reference, [.. Arguments(Path.Combine(_folder.FullName, "reference"))]);
        await new KafkaProbe(reference).AllCommittedAsync(CatchUpLimit);
        Assert.Equal(0, await instance.TerminateAsync());
        return await CommittedOutput.ReadAsync(_kit, reference);
    }

    /// <summary>Value of a metric of the newest instance.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="part">What the line has to contain too.</param>
    public async Task<double> MetricAsync(string name, string part)
    {
        var lines = (await Newest.MetricsAsync()).Split('\n').Where(line => line.StartsWith(name, StringComparison.Ordinal) && line.Contains(part, StringComparison.Ordinal)).ToList();
        return lines.Sum(line => double.Parse(MetricValue().Match(line).Groups[1].ValueSpan, CultureInfo.InvariantCulture));
    }

    [GeneratedRegex(@"^[^{ ]+(?:\{[^}]*\})? (\S+)")]
    private static partial Regex MetricValue();

    /// <summary>Folder of the archive, when the run has one.</summary>
    public string ArchiveFolder => Path.Combine(_folder.FullName, "archive");

    /// <summary>Waits until the living instances have nothing left that is not in the archive.</summary>
    private async Task ArchivedAsync()
    {
        foreach (var instance in _instances.Where(instance => !instance.HasExited))
        {
            await instance.OpenAsync();
            await Until.ThereAsync(
                async () =>
                {
                    var metrics = (await instance.MetricsAsync()).Split('\n');
                    var left = metrics.Where(line => ArchiveLeft().IsMatch(line)).ToList();
                    return !metrics.Any(line => line.StartsWith("gridflow_archive_lag_readings{", StringComparison.Ordinal)) ? "the archive to read"
                        : left.Count > 0 ? $"all archived; now {string.Join(", ", left)}" : null;
                },
                CatchUpLimit);
        }
    }

    [GeneratedRegex(@"^gridflow_archive_(lag_readings|open_rows|spooled_rows|difference)\b.* (?!0 |0$)\S+")]
    private static partial Regex ArchiveLeft();

    /// <summary>Waits until InfluxDB has as many points as there are committed anomalies.</summary>
    private async Task PointsWrittenAsync(InfluxServer influx)
    {
        var anomalies = await Task.Run(() => new KafkaProbe(Setup).ReadAll(Setup.Anomalies).Count);
        using var reader = new InfluxReader(influx);
        await Until.ThereAsync(
            async () => await reader.CountAsync() is var points && points >= anomalies ? null : $"{anomalies} points in InfluxDB; now {points}", CatchUpLimit);
    }

    private static async Task<IReadOnlyList<OutputRecord>> PointsAsync(InfluxServer influx)
    {
        using var reader = new InfluxReader(influx);
        return [.. (await reader.PointsAsync()).Select(point => new OutputRecord(point.AnomalyId, ""))];
    }

    private string[] InfluxArguments() => _options.Influx is not { } influx ? [] :
        [$"--InfluxDb:Url={influx.Url}", $"--InfluxDb:Org={influx.Org}", $"--InfluxDb:Bucket={influx.Bucket}", $"--InfluxDb:Token={influx.WriteToken}", $"--InfluxDb:GroupId={Setup.Group}-influx"];

    private string[] ArchiveArguments() => !_options.Archive ? [] :
    [
        "--Archive:Target=directory", $"--Archive:Directory={ArchiveFolder}", $"--Archive:SpoolDirectory={Path.Combine(_folder.FullName, "spool")}",
        // Often, so that every run has many of them.
        $"--Archive:GroupId={Setup.Group}-archive", "--Archive:RollInterval=00:00:02", "--Archive:RowGroupRows=4096",
    ];

    private string[] Arguments(string store) =>
    [
        $"--Checkpoints:Store={store}",
        // Often, so that every run has many of them.
        "--Checkpoints:SnapshotInterval=00:00:01.500", "--Checkpoints:SnapshotMinPause=00:00:00.500",
        .. _options.SessionTimeoutMs is { } timeout ? [$"--Kafka:Consumer:session.timeout.ms={timeout}", "--Kafka:Consumer:heartbeat.interval.ms=500"] : Array.Empty<string>(),
    ];
}
