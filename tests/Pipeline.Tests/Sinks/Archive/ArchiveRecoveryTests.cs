using GridFlow.Checkpoints;
using GridFlow.Sinks.Archive;
using GridFlow.Sources;
using GridFlow.Telemetry;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace GridFlow.Pipeline.Tests.Sinks.Archive;

/// <summary>Where the archive goes on. Offsets 100 to 1,000 are in Kafka.</summary>
public sealed class ArchiveRecoveryTests : INotedOffsetLookup, IArchiveStages, IDisposable
{
    private const long Epoch = 4;

    private readonly SpoolSample _sample = new();
    private readonly FakeTimeProvider _time = new();
    private readonly ConditionBoard _conditions = new(NullLogger.Instance);
    private readonly ArchiveLedger _ledger = new();
    private readonly List<string> _calls = [];
    private CommittedPosition? _committed = new(200, "");
    private long _low = 100;
    private long _high = 1000;
    private LastRoll? _last;
    private int _targetAway;
    private PlaceWork? _place;
    private IReadOnlyList<UploadWork> _uploads = [];

    CommittedPosition? INotedOffsetLookup.CommittedWithNote(int partition) => _committed;

    (long Low, long High) INotedOffsetLookup.Watermarks(int partition) => (_low, _high);

    Task IArchiveStages.SealAsync(int partition, CancellationToken cancellationToken)
    {
        _calls.Add("seal");
        return Task.CompletedTask;
    }

    Task<IDisposable> IArchiveStages.TurnAsync(int partition, CancellationToken cancellationToken)
    {
        _calls.Add("turn");
        return Task.FromResult<IDisposable>(new MemoryStream());
    }

    Task<LastRoll?> IArchiveStages.LastRollAsync(int partition, CancellationToken cancellationToken)
    {
        _calls.Add("last");
        return _targetAway-- > 0 ? Task.FromException<LastRoll?>(new ArchiveTargetException("the target is away")) : Task.FromResult(_last);
    }

    Task IArchiveStages.PlaceAsync(PlaceWork place, IReadOnlyList<UploadWork> rolls)
    {
        _calls.Add("place");
        (_place, _uploads) = (place, rolls);
        return Task.CompletedTask;
    }

    public void Dispose() => _sample.Dispose();

    [Fact]
    public async Task Recover_NothingAnywhere_BeginsAtTheOldestAndSaysSo()
    {
        _committed = null;

        var recovered = await RecoverAsync();

        Assert.True(recovered.IsNewPlace);
        Assert.Equal((100, 100), (recovered.ReadFrom, recovered.SpeakFrom));
        Assert.Equal(new PlaceWork(0, Epoch, 100, null), _place);
        Assert.Equal(["seal", "turn", "last", "place"], _calls);
    }

    [Theory]
    [InlineData(true, 400, null)]
    [InlineData(false, 300, 400L)]
    public async Task Recover_PositionForgottenByKafka_GoesOnWhereTheFilesEnd(bool complete, long from, long? endsAt)
    {
        _committed = null;
        _last = new LastRoll(300, 400, complete);

        var recovered = await RecoverAsync();

        Assert.Equal(new PlaceWork(0, Epoch, from, endsAt), _place);
        Assert.Equal(endsAt is null, recovered.IsNewPlace);
    }

    [Fact]
    public async Task Recover_PositionForgottenAndNothingUploadedYet_GoesOnWithTheSpool()
    {
        _committed = null;
        _sample.Roll(150, 300);

        var recovered = await RecoverAsync();

        Assert.Equal(300, recovered.ReadFrom);
        Assert.False(recovered.IsNewPlace);
        Assert.Equal([150L], _uploads.Select(work => work.Roll.From));
    }

    [Fact]
    public async Task Recover_PositionForgottenAndTargetAway_WaitsAndSaysSo()
    {
        (_committed, _targetAway) = (null, 2);
        var recovering = RecoverAsync();
        await TestKit.Eventually.TrueAsync(() => _conditions.Sentences.Count == 1, "said");
        Assert.Contains("the target is away", _conditions.Sentences[0], StringComparison.Ordinal);
        await AdvanceUntilAsync(recovering);
        Assert.Empty(_conditions.Sentences);
        Assert.Equal(3, _calls.Count(call => call == "turn"));
    }

    [Theory]
    [InlineData(true, 350, 0)] // it is there: nothing is lost, and nothing comes twice
    [InlineData(false, 260, 60)]
    public async Task Recover_AnnouncedRollThatKafkaHasInPartOnly_AsksTheFiles(bool stored, long from, long lost)
    {
        (_low, _committed) = (260, new(200, ArchiveNote.Of(350)));
        _last = stored ? new LastRoll(200, 350, true) : new LastRoll(120, 200, true);

        var recovered = await RecoverAsync();

        Assert.Equal(from, recovered.ReadFrom);
        Assert.Equal(lost, _ledger.Read().LostOffsets);
    }

    [Fact]
    public async Task Recover_RollBehindWhatRetentionTook_IsKept()
    {
        _low = 700;
        _sample.Roll(250, 400);
        _sample.Roll(400, 700);

        var recovered = await RecoverAsync();

        // 200 to 249 can be had from nobody, the rest from the spool alone.
        Assert.Equal([250L, 400L], _uploads.Select(work => work.Roll.From));
        Assert.Equal((700, 50), (recovered.ReadFrom, _ledger.Read().LostOffsets));
        Assert.False(recovered.IsNewPlace);
    }

    [Fact]
    public async Task Recover_EmptySpool_GoesOnAtThePosition()
    {
        var recovered = await RecoverAsync();
        Assert.False(recovered.IsNewPlace);
        Assert.Equal(new PlaceWork(0, Epoch, 200, null), _place);
        Assert.Equal(200, recovered.ReadFrom);
    }

    [Fact]
    public async Task Recover_AnnouncedRoll_IsBuiltAgainUpToItsEnd()
    {
        _committed = new(200, ArchiveNote.Of(350));
        await RecoverAsync();
        Assert.Equal(new PlaceWork(0, Epoch, 200, 350), _place);
    }

    [Fact]
    public async Task Recover_RollsThatJoin_AreUploadedAndReadingGoesOnBehindThem()
    {
        _sample.Roll(120, 200);
        _sample.Roll(200, 300);
        _sample.Roll(300, 410);

        var recovered = await RecoverAsync();

        Assert.Equal(410, recovered.ReadFrom);
        Assert.Equal([(200L, 300L, false), (300L, 410L, false)], _uploads.Select(work => (work.Roll.From, work.Roll.To, work.IsAnnounced)));
        Assert.All(_uploads, work => Assert.Equal(Epoch, work.Epoch));
        Assert.Equal(2, _sample.Spool.Rolls(0).Count);
    }

    [Fact]
    public async Task Recover_AnnouncedRollInSpool_IsUploadedAsAnnounced()
    {
        _committed = new(200, ArchiveNote.Of(300));
        _sample.Roll(200, 300);
        _sample.Roll(300, 410);

        await RecoverAsync();

        Assert.Equal([true, false], _uploads.Select(work => work.IsAnnounced));
        Assert.Equal(new PlaceWork(0, Epoch, 410, null), _place);
    }

    [Theory]
    [InlineData(200, 300, 350L)] // another end was announced, by another owner
    [InlineData(150, 300, null)] // another owner has archived part of it
    [InlineData(201, 300, null)] // a hole in front
    public async Task Recover_RollThatDoesNotFit_IsThrownAway(long from, long to, long? announced)
    {
        _committed = new(200, announced is { } end ? ArchiveNote.Of(end) : "");
        _sample.Roll(from, to);
        _sample.Roll(to, to + 50);

        var recovered = await RecoverAsync();

        Assert.Equal(200, recovered.ReadFrom);
        Assert.Equal(announced, _place!.EndsAt);
        Assert.Empty(_uploads);
        Assert.Empty(_sample.Spool.Rolls(0));
    }

    [Fact]
    public async Task Recover_RetentionTookWhatComesNext_CountsAndNamesIt()
    {
        (_low, _committed) = (260, new(200, ""));

        var recovered = await RecoverAsync();

        Assert.True(recovered.IsNewPlace);
        Assert.Equal(260, recovered.ReadFrom);
        Assert.Equal(60, _ledger.Read().LostOffsets);
        Assert.Contains("200 to 259", Assert.Single(_conditions.Sentences), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Recover_RetentionTookWhatComesBehindTheSpool_KeepsTheSpool()
    {
        _low = 330;
        _sample.Roll(200, 300);

        var recovered = await RecoverAsync();

        // Committed at once it would be lost: its upload moves the position.
        Assert.False(recovered.IsNewPlace);
        Assert.Equal(330, recovered.ReadFrom);
        Assert.Equal(30, _ledger.Read().LostOffsets);
        Assert.Single(_uploads);
    }

    [Fact]
    public async Task Recover_TopicEndsInFrontOfThePosition_WaitsAndSaysSo()
    {
        _high = 150;
        var recovering = RecoverAsync();
        await TestKit.Eventually.TrueAsync(() => _conditions.Sentences.Count == 1, "said");
        Assert.Contains("it ends at 150", _conditions.Sentences[0], StringComparison.Ordinal);
        Assert.False(recovering.IsCompleted);

        _high = 200;
        await AdvanceUntilAsync(recovering);
        Assert.Empty(_conditions.Sentences);
    }

    private Task AdvanceUntilAsync(Task task) => TestKit.Eventually.TrueAsync(
        () =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return task.IsCompleted;
        },
        "recovered");

    private Task<RecoveredPartition> RecoverAsync() =>
        new ArchiveRecovery(new KafkaOptions(), this, _sample.Spool, _ledger, _conditions, _time, NullLogger.Instance) { Stages = this }.RecoverAsync(0, Epoch, CancellationToken.None);
}
