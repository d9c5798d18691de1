using GridFlow.Checkpoints;
using GridFlow.Sources;
using GridFlow.Telemetry;
using GridFlow.TestKit;
using Microsoft.Extensions.Time.Testing;

namespace GridFlow.Pipeline.Tests.Telemetry;

public sealed class CheckpointMetricsTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly PartitionTable _partitions = new();
    private readonly SnapshotJournal _journal = new();
    private readonly CheckpointMetrics _metrics;
    private readonly InstrumentRecorder _recorder = new();

    public CheckpointMetricsTests()
    {
        var cadence = new SnapshotCadence(new CheckpointsOptions(), _time);
        cadence.End(TimeSpan.FromSeconds(2).Ticks);
        _metrics = _recorder.Create(() => new CheckpointMetrics(_journal, cadence, _partitions, _time));
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
        _recorder.Kinds.OrderBy(kind => kind.Key, StringComparer.Ordinal).ToDictionary());

    [Fact]
    public void Read_BeforeTheFirst_HasNeitherAgeNorSize()
    {
        _partitions.Assign(1);
        _recorder.Read();
        Assert.Equal(
            ["gridflow_checkpoint_pause_seconds", "gridflow_checkpoints outcome=abandoned", "gridflow_checkpoints outcome=failed", "gridflow_checkpoints outcome=stored"],
            _recorder.Values.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(18, _recorder.Values["gridflow_checkpoint_pause_seconds"]);
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
        _recorder.Read();
        Assert.Equal(5, _recorder.Values["gridflow_checkpoint_age_seconds"]);
        Assert.Equal(333, _recorder.Values["gridflow_checkpoint_bytes"]);
        Assert.Equal(0.25, _recorder.Values["gridflow_checkpoint_duration_seconds"]);
        Assert.Equal((3, 1, 0), (_recorder.Values["gridflow_checkpoints outcome=stored"], _recorder.Values["gridflow_checkpoints outcome=failed"], _recorder.Values["gridflow_checkpoints outcome=abandoned"]));
    }

    [Fact]
    public void Age_PartitionThatHasNotMovedSince_IsNoReasonToWorry()
    {
        Store(1, 111);
        Own(1, position: 10);
        _time.Advance(TimeSpan.FromHours(1));
        _recorder.Read();
        Assert.Equal(0, _recorder.Values["gridflow_checkpoint_age_seconds"]);
    }

    public void Dispose()
    {
        _recorder.Dispose();
        _metrics.Dispose();
    }

    private void Own(int partition, long position) => _partitions.Enter(partition, _partitions.Assign(partition), position);

    private void Store(int partition, long bytes) =>
        _journal.Store(new PartitionSnapshot(partition, 10, _time.GetUtcNow(), TimeSpan.FromSeconds(0.25), 1_000, bytes));
}
