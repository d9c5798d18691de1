using GridFlow.Pipeline.Tests.Support;
using GridFlow.Readings;
using GridFlow.Sinks.Archive;
using Microsoft.Extensions.Time.Testing;
using Parquet;

namespace GridFlow.Pipeline.Tests.Sinks.Archive;

/// <summary>Random streams, cut into rolls for random reasons, with crashes at the worst moments, against the list of what went in.</summary>
public sealed class ArchiveWriterTests
{
    private const int Cases = 150;
    private const int RecordsPerCase = 400;
    private const long DayMs = 86_400_000;
    private const long FirstDayMs = 20_000 * DayMs;

    [Fact]
    public async Task Rolls_RandomStreamsCutsAndCrashes_EveryReadingIsInOneFileOfItsDay()
    {
        for (var seed = 0; seed < Cases; seed++)
        {
            using var life = new Life(seed);
            await life.RunAsync();
            await life.CheckAsync();
        }
    }

    [Fact]
    public async Task Add_BatchOfAnotherAssignment_IsPassedOver()
    {
        using var sample = new SpoolSample();
        var ledger = new ArchiveLedger();
        using var writer = Writer(sample, ledger, new ArchiveOptions(), [], new FakeTimeProvider());
        using var rig = new DecoderRig();
        var batch = await rig.DecodeAsync(Wire.Framed(Wire.Good()));

        await writer.AddAsync(batch, CancellationToken.None);
        writer.Start(new PlaceWork(0, Epoch: 2, 0, null));
        await writer.AddAsync(batch, CancellationToken.None);

        Assert.Equal(default, ledger.Read());
    }

    [Fact]
    public async Task LookAtClock_RollHasReachedItsAge_IsFinished()
    {
        using var sample = new SpoolSample();
        var (ledger, uploads, time) = (new ArchiveLedger(), new List<UploadWork>(), new FakeTimeProvider());
        using var writer = Writer(sample, ledger, new ArchiveOptions { RollInterval = TimeSpan.FromMinutes(1) }, uploads, time);
        using var rig = new DecoderRig();
        writer.Start(new PlaceWork(0, Epoch: 1, 0, null));
        await writer.AddAsync(await rig.DecodeAsync(Wire.Framed(Wire.Good())), CancellationToken.None);

        time.Advance(TimeSpan.FromSeconds(59));
        await writer.LookAtClockAsync(_ => true, CancellationToken.None);
        Assert.Empty(uploads);
        time.Advance(TimeSpan.FromSeconds(1));
        await writer.LookAtClockAsync(_ => true, CancellationToken.None);
        Assert.Equal((0, 1), (uploads[0].Roll.From, uploads[0].Roll.To));
    }

    [Fact]
    public async Task LookAtClock_PartitionHasGone_IsGivenUp()
    {
        using var sample = new SpoolSample();
        var (ledger, uploads) = (new ArchiveLedger(), new List<UploadWork>());
        using var writer = Writer(sample, ledger, new ArchiveOptions(), uploads, new FakeTimeProvider());
        using var rig = new DecoderRig();
        writer.Start(new PlaceWork(0, Epoch: 1, 0, null));
        await writer.AddAsync(await rig.DecodeAsync(Wire.Framed(Wire.Good())), CancellationToken.None);

        await writer.LookAtClockAsync(_ => false, CancellationToken.None);
        await writer.SealAllAsync(CancellationToken.None);

        Assert.Empty(uploads);
        Assert.Equal((1, 0), (ledger.Read().Released, ledger.Read().Open));
    }

    [Fact]
    public async Task Add_NothingOfAnAnnouncedRollIsAReadingAnyMore_GoesOnBehindIt()
    {
        using var sample = new SpoolSample();
        var uploads = new List<UploadWork>();
        using var writer = Writer(sample, new ArchiveLedger(), new ArchiveOptions(), uploads, new FakeTimeProvider());
        using var rig = new DecoderRig();
        writer.Start(new PlaceWork(0, Epoch: 1, 0, EndsAt: 2));
        await writer.AddAsync(await rig.DecodeAsync([7], [7], Wire.Framed(Wire.Good()), Wire.Framed(Wire.Good())), CancellationToken.None);
        await writer.SealAllAsync(CancellationToken.None);

        var work = Assert.Single(uploads);
        Assert.Equal((0, 4, 2, false), (work.Roll.From, work.Roll.To, work.Roll.Rows, work.IsAnnounced));
    }

    [Fact]
    public async Task LookAtClock_NothingButRejected_StaysOpen()
    {
        using var sample = new SpoolSample();
        var (uploads, time) = (new List<UploadWork>(), new FakeTimeProvider());
        using var writer = Writer(sample, new ArchiveLedger(), new ArchiveOptions(), uploads, time);
        using var rig = new DecoderRig();
        writer.Start(new PlaceWork(0, Epoch: 1, 0, null));
        await writer.AddAsync(await rig.DecodeAsync([[7]]), CancellationToken.None);

        time.Advance(TimeSpan.FromHours(1));
        await writer.LookAtClockAsync(_ => true, CancellationToken.None);
        await writer.SealAllAsync(CancellationToken.None);
        Assert.Empty(uploads);
    }

    private static ArchiveWriter Writer(SpoolSample sample, ArchiveLedger ledger, ArchiveOptions options, List<UploadWork> uploads, TimeProvider time) => new(
        options,
        "sensor-readings",
        SchemaIdLayout.Confluent,
        sample.Spool,
        ledger,
        work =>
        {
            uploads.Add(work);
            return Task.CompletedTask;
        },
        time);

    /// <summary>One stream and the processes that archive it, one after the other.</summary>
    private sealed class Life : IDisposable
    {
        private readonly Random _random;
        private readonly SpoolSample _sample = new();
        private readonly DecoderRig _rig = new();
        private readonly FakeTimeProvider _time = new();
        private readonly ArchiveOptions _options;
        private readonly List<(long Offset, long Day, byte[] Value)> _log = [];
        private readonly List<UploadWork> _uploads = [];
        private readonly Dictionary<string, ArchiveFile> _target = [];
        private ArchiveLedger _ledger = new();
        private ArchiveWriter _writer;
        private long _position;
        private long? _announced;
        private long _epoch;

        public Life(int seed)
        {
            _random = new Random(seed);
            _options = new ArchiveOptions { RollBytes = _random.Next(2_000, 8_000), RowGroupRows = _random.Next(1, 60), MaxOpenDays = _random.Next(2, 5) };
            var days = _random.Next(1, 7);
            var offset = (long)_random.Next(50);
            _position = offset;
            for (var i = 0; i < RecordsPerCase; i++)
            {
                var day = (FirstDayMs / DayMs) + _random.Next(_random.Next(1, days + 1));
                var good = _random.Next(10) > 0;
                var reading = Wire.Good($"M-{_random.Next(20)}") with { EventTimeMs = (day * DayMs) + _random.NextInt64(DayMs) };
                _log.Add((offset, good ? day : -1, good ? Wire.Framed(reading) : [9, 9]));
                offset += _random.Next(8) == 0 ? _random.Next(1, 5) : 1;
            }

            _writer = Writer(_sample, _ledger, _options, _uploads, _time);
        }

        public async Task RunAsync()
        {
            Start();
            var next = 0;
            while (next < _log.Count)
            {
                var count = Math.Min(_random.Next(1, 40), _log.Count - next);
                await _writer.AddAsync(await BatchAsync(next, count), CancellationToken.None);
                next += count;
                switch (_random.Next(12))
                {
                    case 0:
                        _time.Advance(_options.RollInterval);
                        await _writer.LookAtClockAsync(_ => true, CancellationToken.None);
                        break;
                    case 1:
                        await _writer.SealAllAsync(CancellationToken.None);
                        break;
                    case 2:
                        next = Crash();
                        break;
                }

                Upload(_uploads.Count - _random.Next(2));
            }

            await _writer.SealAllAsync(CancellationToken.None);
            Upload(_uploads.Count);
            Assert.Null(_announced);
        }

        public async Task CheckAsync()
        {
            Assert.Equal(0, _ledger.Read().Difference);
            var found = new List<(long Offset, long Day)>();
            foreach (var (name, file) in _target)
            {
                Assert.True(ArchiveName.TryParse(name, out var parsed));
                Assert.Equal(file.Info.FirstOffset, parsed.FirstOffset);
                foreach (var offset in await OffsetsAsync(file.Path))
                {
                    found.Add((offset, parsed.Day.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber));
                }
            }

            Assert.Equal(_log.Where(record => record.Day >= 0).Select(record => (record.Offset, record.Day)), found.Order());
            // The files say what they cover, without holes and overlaps.
            var rolls = _target.Values.GroupBy(file => (file.Info.RollFrom, file.Info.RollTo, file.Info.RollFiles, file.Info.Rejected)).OrderBy(roll => roll.Key.RollFrom).ToList();
            Assert.All(rolls, roll => Assert.Equal(roll.Key.RollFiles, roll.Count()));
            Assert.All(rolls, roll => Assert.Equal(_log.Count(r => r.Offset >= roll.Key.RollFrom && r.Offset < roll.Key.RollTo && r.Day < 0), roll.Key.Rejected));
            Assert.Equal(rolls.Skip(1).Select(roll => roll.Key.RollFrom), rolls.SkipLast(1).Select(roll => roll.Key.RollTo));
        }

        public void Dispose()
        {
            _writer.Dispose();
            _rig.Dispose();
            _sample.Dispose();
        }

        private static async Task<List<long>> OffsetsAsync(string path)
        {
            await using var reader = await ParquetReader.CreateAsync(path);
            var field = reader.Schema.DataFields.Single(field => field.Name == "offset");
            var offsets = new List<long>();
            for (var i = 0; i < reader.RowGroupCount; i++)
            {
                using var group = reader.OpenRowGroupReader(i);
                var values = new long[group.RowCount];
                await group.ReadAsync<long>(field, values);
                offsets.AddRange(values);
            }

            return offsets;
        }

        private void Start() => _writer.Start(new PlaceWork(0, ++_epoch, _position, _announced));

        /// <summary>The process dies: all that is not uploaded is gone, and what was uploaded last may not have moved the position.</summary>
        /// <returns>The record at which the next process goes on.</returns>
        private int Crash()
        {
            if (_uploads.Count > 0)
            {
                // Its end was announced, and some of its files may be in the target.
                var roll = _uploads[0].Roll;
                _announced = roll.To;
                foreach (var file in roll.Files.Take(_random.Next(roll.Files.Count + 1)))
                {
                    Store(file);
                }
            }

            _uploads.Clear();
            _writer.Dispose();
            _ledger = new ArchiveLedger();
            _writer = Writer(_sample, _ledger, _options, _uploads, _time);
            Start();
            return _log.FindIndex(record => record.Offset >= _position) is >= 0 and var index ? index : _log.Count;
        }

        private void Upload(int count)
        {
            for (; count > 0 && _uploads.Count > 0; count--)
            {
                var work = _uploads[0];
                _uploads.RemoveAt(0);
                Assert.Equal(_position, work.Roll.From);
                Assert.Equal(_announced is not null, work.IsAnnounced);
                Assert.Equal(_announced ?? work.Roll.To, work.Roll.To);
                work.Roll.Files.ToList().ForEach(Store);
                (_position, _announced) = (work.Roll.To, null);
                _ledger.Archive(work.Roll.Rows, work.Roll.Files.Count);
            }
        }

        private void Store(ArchiveFile file)
        {
            var copy = Path.Combine(_sample.Root, Guid.NewGuid().ToString());
            File.Copy(file.Path, copy);
            _target[file.Name] = file with { Path = copy };
        }

        private Task<ReadingBatch> BatchAsync(int start, int count)
        {
            var batch = new ReadingBatch(count);
            batch.Start(0, _epoch, 0);
            foreach (var (offset, _, value) in _log.GetRange(start, count))
            {
                batch.Add(new RawRecord { Offset = offset, BrokerTimestampMs = -1, Key = ByteRange.Null, Headers = ByteRange.Null, Value = batch.Append(value) });
            }

            return _rig.DecodeAsync(batch);
        }
    }
}
