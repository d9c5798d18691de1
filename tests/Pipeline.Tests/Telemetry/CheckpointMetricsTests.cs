using System.Diagnostics.Metrics;
using GridFlow.Checkpoints;
using GridFlow.Sources;
using GridFlow.Telemetry;
using Microsoft.Extensions.Time.Testing;

namespace GridFlow.Pipeline.Tests.Telemetry;

/// <summary>In the collection of <c>MetricNamesTests</c>, which listens to every instrument in the process.</summary>
[Collection("Instruments")]
public sealed class CheckpointMetricsTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly PartitionTable _partitions = new();
    private readonly SnapshotJournal _journal = new();
    private readonly CheckpointMetrics _metrics;
    private readonly MeterListener _listener = new();
    private readonly Dictionary<string, string> _kinds = [];
    private readonly Dictionary<string, double> _values = [];

    public CheckpointMetricsTests()
    {
        _listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Name.StartsWith("gridflow_checkpoint", StringComparison.Ordinal))
            {
                _kinds[instrument.Name] = instrument.GetType().Name.Split('`')[0].Replace("Observable", "", StringComparison.Ordinal);
                self.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((i, value, tags, _) => _values[Name(i, tags)] = value);
        _listener.SetMeasurementEventCallback<double>((i, value, tags, _) => _values[Name(i, tags)] = value);
        _listener.Start();
        var cadence = new SnapshotCadence(new CheckpointsOptions(), _time);
        cadence.End(TimeSpan.FromSeconds(2).Ticks);
        _metrics = new CheckpointMetrics(_journal, cadence, _partitions, _time);
    }

    [Fact]
    public void Instruments_NamesAndKinds_AreTheContracts() => Assert.Equal(
        new Dictionary<string, string>
        {
            ["gridflow_checkpoint_age_seconds"] = "Gauge",
            ["gridflow_checkpoint_bytes"] = "Gauge",
            ["gridflow_checkpoint_duration_seconds"] = "Histogram",
            ["gridflow_checkpoint_pause_seconds"] = "Gauge",
            ["gridflow_checkpoints"] = "Counter",
        },
        _kinds.OrderBy(kind => kind.Key, StringComparer.Ordinal).ToDictionary());

    [Fact]
    public void Read_BeforeTheFirst_HasNeitherAgeNorSize()
    {
        _partitions.Assign(1);
        _listener.RecordObservableInstruments();
        Assert.Equal(
            ["gridflow_checkpoint_pause_seconds", "gridflow_checkpoints abandoned", "gridflow_checkpoints failed", "gridflow_checkpoints stored"],
            _values.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(18, _values["gridflow_checkpoint_pause_seconds"]);
    }

    [Fact]
    public void Read_SomeStored_TellsTheOldestOfTheOwnedAndTheLast()
    {
        Store(1, 111);
        _time.Advance(TimeSpan.FromSeconds(5));
        Store(2, 222);
        _time.Advance(TimeSpan.FromSeconds(5));
        Store(3, 333);
        _journal.Fail("disk full");
        Own(2, position: 11);
        Own(3, position: 11);
        _listener.RecordObservableInstruments();
        Assert.Equal(5, _values["gridflow_checkpoint_age_seconds"]);
        Assert.Equal(333, _values["gridflow_checkpoint_bytes"]);
        Assert.Equal(0.25, _values["gridflow_checkpoint_duration_seconds"]);
        Assert.Equal((3, 1, 0), (_values["gridflow_checkpoints stored"], _values["gridflow_checkpoints failed"], _values["gridflow_checkpoints abandoned"]));
    }

    [Fact]
    public void Age_PartitionThatHasNotMovedSince_IsNoReasonToWorry()
    {
        Store(1, 111);
        Own(1, position: 10);
        _time.Advance(TimeSpan.FromHours(1));
        _listener.RecordObservableInstruments();
        Assert.Equal(0, _values["gridflow_checkpoint_age_seconds"]);
    }

    public void Dispose()
    {
        _listener.Dispose();
        _metrics.Dispose();
    }

    private void Own(int partition, long position) => _partitions.Enter(partition, _partitions.Assign(partition), position);

    private void Store(int partition, long bytes) =>
        _journal.Store(new PartitionSnapshot(partition, 10, _time.GetUtcNow(), TimeSpan.FromSeconds(0.25), 1_000, bytes));

    private static string Name(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        tags.IsEmpty ? instrument.Name : $"{instrument.Name} {tags[0].Value}";
}
