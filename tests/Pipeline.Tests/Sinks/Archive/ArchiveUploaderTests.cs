using GridFlow.Sinks.Archive;
using GridFlow.Sinks.Archive.Targets;
using GridFlow.Sources;
using GridFlow.Telemetry;
using GridFlow.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace GridFlow.Pipeline.Tests.Sinks.Archive;

public sealed class ArchiveUploaderTests : IArchiveTarget, INotedCommitter, IDisposable
{
    private readonly SpoolSample _sample = new();
    private readonly FakeTimeProvider _time = new();
    private readonly ConditionBoard _conditions = new(NullLogger.Instance);
    private readonly ArchiveLedger _ledger = new();
    private readonly List<string> _steps = [];
    private readonly Queue<Exception> _putFailures = new();
    private readonly Queue<bool> _commits = new();
    private readonly ArchiveUploader _uploader;
    private readonly CancellationTokenSource _stopping = new();
    private long? _epoch = 1;
    private bool _restarted;

    public ArchiveUploaderTests() => _uploader = new ArchiveUploader(this, this, _sample.Spool, _ledger, _conditions, _time);

    string IArchiveTarget.Description => "the target";

    Task IArchiveTarget.PutAsync(ArchiveFile file, CancellationToken cancellationToken)
    {
        _steps.Add($"put {file.Name}");
        return _putFailures.TryDequeue(out var failure) ? Task.FromException(failure) : Task.CompletedTask;
    }

    Task<IReadOnlyList<StoredFile>> IArchiveTarget.ListAsync(string prefix, CancellationToken cancellationToken) => throw new NotSupportedException();

    Task<Stream> IArchiveTarget.OpenAsync(string name, long bytes, CancellationToken cancellationToken) => throw new NotSupportedException();

    Task IArchiveTarget.CheckAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    bool? INotedCommitter.TryCommit(PartitionPosition position, string note)
    {
        if (_epoch != position.Epoch)
        {
            return null;
        }

        _steps.Add($"commit {position.NextOffset} '{note}'");
        return !_commits.TryDequeue(out var outcome) || outcome;
    }

    bool INotedCommitter.IsCurrent(int partition, long epoch) => _epoch == epoch;

    void INotedCommitter.Restart(int partition, long epoch) => (_restarted, _epoch) = (true, epoch + 1);

    public void Dispose()
    {
        _uploader.Dispose();
        _stopping.Dispose();
        _sample.Dispose();
    }

    [Fact]
    public async Task Upload_Roll_AnnouncesStoresMovesAndForgets()
    {
        var roll = _sample.Roll(10, 30, files: 2);
        await UploadAsync(roll);
        Assert.Equal(["commit 10 'roll_to=30'", "put readings/0-1-10", "put readings/0-2-10", "commit 30 ''"], _steps);
        Assert.False(Directory.Exists(roll.Folder));
        Assert.Equal((20, 2, 0), (_ledger.Read().Archived, _ledger.Read().Files, _ledger.Read().Spooled));
        Assert.Equal(0, _sample.Spool.SealedBytes);
    }

    [Fact]
    public async Task Upload_AnnouncedRoll_IsNotAnnouncedAgain()
    {
        await UploadAsync(_sample.Roll(10, 30), announced: true);
        Assert.Equal(["put readings/0-1-10", "commit 30 ''"], _steps);
    }

    [Fact]
    public async Task Upload_TargetAway_SaysSoOnceAndTriesEverLessOften()
    {
        for (var i = 0; i < 8; i++)
        {
            _putFailures.Enqueue(new ArchiveTargetException("the target is away"));
        }

        var uploading = UploadAsync(_sample.Roll(10, 30));
        var waited = TimeSpan.Zero;
        await Eventually.TrueAsync(() => _ledger.Read().Retries == 1, "first retry");
        Assert.Equal(["the target is away; finished files wait in the spool"], _conditions.Sentences);
        foreach (var (tries, seconds) in new[] { 1, 2, 4, 8, 16, 30, 30, 30 }.Index())
        {
            await Eventually.TrueAsync(() => _ledger.Read().Retries == tries + 1, "retry");
            _time.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(1));
            Assert.False(uploading.IsCompleted);
            await AdvanceUntilAsync(() => _ledger.Read().Retries > tries + 1 || uploading.IsCompleted);
            waited += TimeSpan.FromSeconds(seconds);
        }

        await uploading;
        Assert.Empty(_conditions.Sentences);
        Assert.Equal(20, _ledger.Read().Archived);
    }

    [Fact]
    public async Task Upload_PartitionHasMoved_DoesNothingAndKeepsTheFilesForItsReturn()
    {
        _epoch = 2;
        var roll = _sample.Roll(10, 30);
        await UploadAsync(roll);
        Assert.Empty(_steps);
        Assert.True(Directory.Exists(roll.Folder));
        Assert.Equal((20, 0), (_ledger.Read().Released, _ledger.Read().Spooled));
    }

    [Fact]
    public async Task Upload_PositionCannotBeMoved_IsDoneAgainFromTheStart()
    {
        _commits.Enqueue(true);
        _commits.Enqueue(false);
        var uploading = UploadAsync(_sample.Roll(10, 30));
        await Eventually.TrueAsync(() => _ledger.Read().Retries == 1, "retry");
        await AdvanceUntilAsync(() => uploading.IsCompleted);
        await uploading;
        string[] once = ["commit 10 'roll_to=30'", "put readings/0-1-10", "commit 30 ''"];
        Assert.Equal([.. once, .. once], _steps);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Upload_LocalFileDamaged_HasThePartitionReadAgain(bool gone)
    {
        var roll = _sample.Roll(10, 30);
        var path = roll.Files[0].Path;
        File.Delete(path);
        if (!gone)
        {
            // Of the same size: only its content tells.
            File.WriteAllBytes(path, new byte[roll.Files[0].Bytes]);
        }

        using var target = new DirectoryArchiveTarget(Path.Combine(_sample.Root, "archive"), TimeProvider.System);
        using var uploader = new ArchiveUploader(target, this, _sample.Spool, _ledger, _conditions, _time);
        _ledger.Find(roll.Rows);
        var uploading = uploader.UploadAsync(new UploadWork(roll, Epoch: 1, IsAnnounced: false), _stopping.Token, CancellationToken.None);
        await AdvanceUntilAsync(() => uploading.IsCompleted);
        await uploading;
        Assert.Empty(await target.ListAsync("", CancellationToken.None));
        Assert.True(_restarted);
        Assert.False(Directory.Exists(roll.Folder));
        Assert.Equal(20, _ledger.Read().Released);
    }

    [Fact]
    public async Task Upload_RollBehindOneThatIsLeft_DoesNotMoveThePositionPastIt()
    {
        await _stopping.CancelAsync();
        _putFailures.Enqueue(new ArchiveTargetException("the target is away"));
        var (first, second) = (_sample.Roll(10, 30), _sample.Roll(30, 50));

        await UploadAsync(first);
        await UploadAsync(second);

        Assert.Equal(["commit 10 'roll_to=30'", "put readings/0-1-10"], _steps);
        Assert.True(Directory.Exists(first.Folder) && Directory.Exists(second.Folder));
    }

    [Fact]
    public async Task Upload_TargetAwayAtAStop_IsLeftInTheSpool()
    {
        _putFailures.Enqueue(new ArchiveTargetException("the target is away"));
        _putFailures.Enqueue(new ArchiveTargetException("the target is away"));
        var roll = _sample.Roll(10, 30);
        var uploading = UploadAsync(roll);
        await Eventually.TrueAsync(() => _ledger.Read().Retries == 1, "retry");
        await _stopping.CancelAsync();
        await uploading;
        Assert.True(Directory.Exists(roll.Folder));
        Assert.Equal(20, _ledger.Read().Spooled);
    }

    private Task UploadAsync(ArchiveRoll roll, bool announced = false)
    {
        _ledger.Find(roll.Rows);
        return _uploader.UploadAsync(new UploadWork(roll, Epoch: 1, announced), _stopping.Token, CancellationToken.None);
    }

    private Task AdvanceUntilAsync(Func<bool> condition) => Eventually.TrueAsync(
        () =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(1));
            return condition();
        },
        "after some time");
}
