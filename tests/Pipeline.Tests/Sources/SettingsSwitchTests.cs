using System.Collections.Concurrent;
using GridFlow.Checkpoints;
using GridFlow.Detection;
using GridFlow.Pipeline.Tests.Support;
using GridFlow.Readings;
using GridFlow.Sources;
using GridFlow.Sources.Flood;
using GridFlow.Steering;
using GridFlow.Telemetry;
using GridFlow.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace GridFlow.Pipeline.Tests.Sources;

/// <summary>Where the poll loop goes over to a revision of the settings, against librdkafka's mock broker.</summary>
public sealed class SettingsSwitchTests : IDisposable
{
    private const long Committed = 50;

    private readonly KafkaRig _kafka = new();
    private readonly Feed _feed = new();
    private readonly PartitionTable _partitions = new();
    private readonly ConcurrentQueue<(int Partition, SettingsSwitch Change)> _words = new();

    [Fact]
    public async Task Start_WordOfTheLastOwnerComesWithTheCommittedOffset_IsNotChosenAnew()
    {
        _feed.Latest = Changed(revision: 7);
        _feed.OnCaughtUp = () => _feed.Words[0] = new SettingsSwitch(7, Committed - 10);
        await RunAsync(() => Eventually.TrueAsync(() => _words.Any(word => word.Partition == 1), "the word of the partition that nobody has said anything of"));
        Assert.Equal([(1, new SettingsSwitch(7, Committed))], _words);
    }

    [Fact]
    public async Task Change_WhileReplaying_TakesEffectWhereThePartitionSpeaksAgain()
    {
        for (var i = 0; i < 10; i++)
        {
            _kafka.Produce([1]);
        }

        _kafka.Flush();
        await RunAsync(async () =>
        {
            await Eventually.TrueAsync(() => _partitions.ReadyPosition(0) == 10 && _partitions.ReadyPosition(1) == 0, "ten replayed readings");
            _feed.Latest = Changed(revision: 3);
            await Eventually.TrueAsync(() => _words.Count == 2, "a word of each partition");
        });
        Assert.All(_words, word => Assert.Equal(new SettingsSwitch(3, Committed), word.Change));
    }

    public void Dispose() => _kafka.Dispose();

    private static SteeringSettings Changed(long revision) =>
        SteeringSettings.Initial(2.5).With(ThresholdScope.Global, 3.0, new SettingChange(revision, DateTimeOffset.UnixEpoch, "alice", ""));

    private async Task RunAsync(Func<Task> meanwhile)
    {
        var conditions = new ConditionBoard(NullLogger.Instance);
        var floods = new FloodGuard(new DeadLetterOptions(), _kafka.Options.ReadingsTopic, conditions, TimeProvider.System);
        var setup = new ReadingSourceSetup(_kafka.Options, "test", Transactional: false, _feed, new DetectorHandover(), _ => Task.CompletedTask, floods, _feed);
        using var source = new KafkaReadingSource(setup, new BatchPool(64), new ReadingLedger(), _partitions, conditions, TimeProvider.System, NullLogger<KafkaReadingSource>.Instance);
        using var stop = new CancellationTokenSource();
        var running = source.RunAsync(Take, stop.Token);
        await meanwhile();
        await stop.CancelAsync();
        await running.WaitAsync(Eventually.Patience);
    }

    private Task Take(ReadingBatch batch)
    {
        if (batch.Switch is { } change)
        {
            _words.Enqueue((batch.Partition, change));
        }

        _partitions.Leave(batch.Partition, batch.Epoch);
        return Task.CompletedTask;
    }

    /// <summary>Settings and words that the test gives; every partition has committed the same offset and is replayed from its beginning.</summary>
    private sealed class Feed : ISettingsFeed, IPartitionRecovery
    {
        private volatile SteeringSettings _latest = SteeringSettings.Initial(2.5);
        private int _known;
        private int _caughtUp;

        public ConcurrentDictionary<int, SettingsSwitch> Words { get; } = new();

        public Action OnCaughtUp { get; set; } = () => { };

        public SteeringSettings Latest
        {
            get => _latest;
            set => _latest = value;
        }

        public SettingsSwitch? Applied(int partition) => Words.GetValueOrDefault(partition);

        public Task CaughtUpAsync(CancellationToken cancellationToken)
        {
            // A word that comes with the committed offset is not there before that is known.
            Assert.True(Interlocked.Increment(ref _caughtUp) <= Volatile.Read(ref _known));
            OnCaughtUp();
            return Task.CompletedTask;
        }

        public Task<RecoveredPartition> RecoverAsync(int partition, long epoch, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _known);
            return Task.FromResult(new RecoveredPartition(0, Committed, null, "test"));
        }
    }
}
